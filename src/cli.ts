#!/usr/bin/env node
import {start} from './faces/start.ts';

await start(process.argv.slice(2), async () => (await import('./faces/cli.ts')).main);
