import type {Evidence} from './evidence.ts';
import type {Plan} from './plan.ts';
import type {Verdict} from './verdict.ts';

/** Everything a report may tell about one service: what was asked, what was seen, what follows. */
export type ServiceReport = {readonly plan: Plan; readonly evidence: Evidence; readonly verdict: Verdict};
