#!/usr/bin/env node
import {main} from './faces/cli.ts';

await main(process.argv.slice(2));
