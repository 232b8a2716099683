/** A text that has the form of a token somebody issues; anything of this form is refused where it would be public. */
export const looksLikeSecret = (text: string): boolean =>
	/(?:\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,}|\bglpat-[A-Za-z0-9_-]{10,}|\bAKIA[0-9A-Z]{12,}|\bxox[abeprs]-[A-Za-z0-9-]{8,}|\bsk[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.|-----BEGIN )/.test(
		text,
	);
