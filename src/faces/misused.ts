/** What of an image or its registry `verify` takes from the configuration, by the option that reads other subjects with it. */
const configured: Readonly<Record<string, string>> = {
	'--platform': 'platform: linux/amd64',
	'--plain-http': 'plain-http: true',
	'--ca': 'registry-ca: FILE',
	'--timeout': 'timeouts:',
	'--modes': 'modes: POLICY, below files:',
	'--assurance': 'assurance: verified',
	'--image': 'image: REFERENCE',
	'--path': 'to: PATH, below files:',
};

/** An error of the parser's, with what would have been right where that is known. */
export function explainedMisuse(text: string, command: string | null, commands: readonly string[]): string {
	const said = text.replace(/^error: /, '').trimEnd();
	if (/^unknown command /.test(said)) return `${said}\ncommands: ${commands.join(', ')} (deploy-truth --help)\n`;
	const option = /^unknown option '(--[a-z-]+)(?:=[^']*)?'/.exec(said)?.[1] ?? '';
	if (command !== 'verify' || !Object.hasOwn(configured, option)) return `${said}\n`;
	// What is like it in letters is not what was meant.
	const [first = said] = said.split('\n');
	return `${first}\nverify takes it from the configuration: write ${configured[option]} for the service\n`;
}

/** Asked for the help of a command that there is none of, the parser would print its own and be content. */
export function withoutIdleHelp(args: readonly string[], commands: readonly string[]): readonly string[] {
	const named = args.find((arg) => !arg.startsWith('-'));
	if (named === undefined || commands.includes(named)) return args;
	return args.filter((arg) => arg !== '--help' && arg !== '-h');
}
