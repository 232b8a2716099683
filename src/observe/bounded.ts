/** Does something for every item, at most `width` at a time; results keep the items' order. */
export async function bounded<T, R>(
	items: readonly T[],
	width: number,
	act: (item: T) => R | Promise<R>,
): Promise<R[]> {
	const results = new Array<R>(items.length);
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < items.length) {
			const index = next++;
			results[index] = await act(items[index]!);
		}
	};
	await Promise.all(Array.from({length: Math.min(width, items.length)}, work));
	return results;
}
