/** Why a TOC tells less than reading its image layer would; never a verdict, only a reason to read the layer. */
export class UnusableToc extends Error {
	/** bytes are not those that the image manifest names: somebody changed them, or a builder erred */
	readonly contradicted: boolean;
	constructor(why: string, contradicted = false) {
		super(why);
		this.name = 'UnusableToc';
		this.contradicted = contradicted;
	}
}
