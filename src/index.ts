import {main} from './faces/action.ts';

await main();
