import {debug, error, getInput, group, info, notice, setOutput, setSecret, warning} from '@actions/core';

/** What we use of the runner's toolkit, by name: the rest of it (an HTTP client for tokens) stays out of the bundle. */
export const toolkit = {debug, error, getInput, group, info, notice, setOutput, setSecret, warning};

export type Toolkit = typeof toolkit;
