import type {Agent} from 'node:http';
import type {Duplex} from 'node:stream';

type Parking = Agent & {
	keepSocketAlive(socket: Duplex): boolean;
	reuseSocket(socket: Duplex, request: unknown): void;
};

const hangUp = function (this: Duplex): void {
	this.destroy();
};

/**
 * Closes a kept connection over which something comes unasked: what a server says before the next request could pass
 * for its answer.
 */
export function closingWhenSpokenTo<T extends Agent>(agent: T): T {
	const parking = agent as unknown as Parking;
	const {keepSocketAlive, reuseSocket} = parking;
	parking.keepSocketAlive = (socket) => {
		const kept = keepSocketAlive.call(agent, socket);
		if (kept) socket.on('data', hangUp);
		return kept;
	};
	parking.reuseSocket = (socket, request) => {
		socket.off('data', hangUp);
		reuseSocket.call(agent, socket, request);
	};
	return agent;
}
