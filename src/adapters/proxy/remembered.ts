/** What is asked for once and serves every question after it; where asking failed, the next question asks again. */
export function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
	let known: Promise<T> | null = null;
	return () => {
		known ??= ask().catch((error: unknown) => {
			known = null;
			throw error;
		});
		return known;
	};
}
