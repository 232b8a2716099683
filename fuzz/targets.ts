import {archives} from './archives.ts';
import {diff} from './diff.ts';
import {gzip} from './gzip.ts';
import {imageDocuments} from './image-documents.ts';
import {keptLayers} from './kept-layers.ts';
import {layers} from './layers.ts';
import {listingDocuments} from './listing-document.ts';
import {manifestJson} from './manifest-json.ts';
import {reference} from './reference.ts';
import {resumedBlob} from './resumed-blob.ts';
import {sharedLayers} from './shared-layers.ts';
import {squash} from './squash.ts';
import {tar} from './tar.ts';
import type {Target} from './target.ts';
import {textTargets} from './text.ts';
import {toc} from './toc.ts';
import {zstd} from './zstd.ts';

export const targets: readonly Target[] = [
	tar,
	zstd,
	gzip,
	squash,
	layers,
	sharedLayers,
	toc,
	archives,
	listingDocuments,
	keptLayers,
	manifestJson,
	imageDocuments,
	resumedBlob,
	diff,
	reference,
	...textTargets,
];
