import type {Pushable} from '../builders/image.ts';
import type {RegistryAuth} from '../fakes/registry.ts';
import type {FaultCode} from '../../src/model/fault.ts';
import type {Stage} from './stage.ts';

/** One way in which a registry goes wrong, and the one thing that may come of it. */
export type Case = {
	readonly auth?: RegistryAuth;
	readonly tls?: boolean;
	/** what is pushed in place of the honest image */
	readonly image?: Pushable | (() => Pushable);
	readonly goes?: (stage: Stage) => void;
	/** `team/app:v1` where unsaid */
	readonly reference?: string;
	/** seconds of silence before the command gives up, where unpacking alone takes that long on a busy machine; else 2 */
	readonly seconds?: number;
	/** `right`: the manifest of the honest image; else exit code 3 with this fault, and no root digest */
	readonly outcome: 'right' | FaultCode;
};
