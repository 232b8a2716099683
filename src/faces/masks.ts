import {HidingStream, type SecretForms, secretForms} from '../bytes/secret-forms.ts';

const shown = '***';

/** What no line may show, in any form; told while the run goes on. */
export class Masks {
	readonly #secrets = new Set<string>();
	#forms: SecretForms = secretForms([]);

	add(secret: string): void {
		if (secret === '' || this.#secrets.has(secret)) return;
		this.#secrets.add(secret);
		this.#forms = secretForms(this.#secrets);
	}

	text(text: string): string {
		return this.#forms.hide(text, shown);
	}

	/** for what somebody else writes in pieces */
	stream(): HidingStream {
		return new HidingStream(() => this.#forms, shown);
	}
}
