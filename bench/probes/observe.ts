// All that is observed of probes without controls.
import {probeConfig, serviceConfig, target} from '../../__tests__/builders/evidence.ts';
import {observeProbes} from '../../src/observe/probes.ts';
import {planService} from '../../src/plan/plan.ts';
import {concurrency, measured, probes} from './measured.ts';
import {world} from './world.ts';

await measured(async (base) => {
	const asked = Array.from({length: probes}, (_, index) =>
		probeConfig({name: `probe ${index}`, url: `${base}/probe/${index}`, control: false}),
	);
	const plan = planService(serviceConfig({probes: asked}), {trust: 'trusted', secrets: []}, target(), () => '5eed');
	const seen = await observeProbes(world(), plan, concurrency);
	return seen.reduce((sum, {answer}) => sum + (answer.status === 'observed' ? answer.value.size : 0), 0);
});
