import {HidingStream, type SecretForms, secretForms} from '../bytes/secret-forms.ts';

const shown = '***';

/** What no line may show, in any form; told while the run goes on. */
export class Masks {
	readonly #secrets = new Set<string>();
	/** written out when a line is to be shown: a secret that is told before the first request costs it nothing */
	#forms: SecretForms | null = null;

	add(secret: string): void {
		if (secret === '' || this.#secrets.has(secret)) return;
		this.#secrets.add(secret);
		this.#forms = null;
	}

	#known(): SecretForms {
		this.#forms ??= secretForms(this.#secrets);
		return this.#forms;
	}

	text(text: string): string {
		return this.#known().hide(text, shown);
	}

	/** for what somebody else writes in pieces */
	stream(): HidingStream {
		return new HidingStream(() => this.#known(), shown);
	}
}
