// src/deliver/files.ts
/** Writes a document whole or not at all, its directories included. Rejects with FaultError `file-unreadable`. */
const deliverFile = (world, path, content) => world.files.write(path, content);
export { deliverFile as t };
