import type {ArtifactEvidence, ImageEvidence, Observation, Placement} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import {compileGlobs} from '../model/glob.ts';
import {mayRead} from '../model/grant.ts';
import type {FileManifest} from '../model/manifest.ts';
import {subtree} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {isWithin, relativeTo} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import {parseReference, type Reference} from '../model/reference.ts';
import {decisivePaths, mayDependOnFew} from '../plan/decisive.ts';
import {isHardlyThere, withElsewhere} from '../plan/elsewhere.ts';
import {placeArtifact} from '../plan/placement.ts';
import {readAuthority} from '../subjects/authority.ts';
import {readRegistry, resolveImage} from '../subjects/registry.ts';
import type {ReadOptions, SubjectRead} from '../subjects/subject.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {observeBase} from './base.ts';
import {markersOf} from './markers.ts';

/** What every image of a run is read with. */
type Around = Pick<ReadOptions, 'repository' | 'layers'>;

/**
 * The deployed image, from its registry: which one it is by every digest, and where in it the expected files sit.
 * `before` is what an earlier round of the same run read; an image that did not move is not read again.
 */
export async function observeImage(
	world: World,
	plan: Plan,
	artifactsSeen: Promise<readonly Observation<ArtifactEvidence>[]>,
	before: Observation<ImageEvidence> | null,
	around: Around,
): Promise<ImageEvidence> {
	const image = plan.service.image!;
	const reference = referenceOf(image.reference);
	const options = await readOptions(world, plan, reference, around);
	if (before?.status === 'observed' && before.value.gaps.length === 0) {
		const now = await resolveImage(world, reference, options);
		if (now.manifest === before.value.manifest) return {...before.value, tagMovedTo: now.tagMovedTo};
	}
	const [first, artifacts] = await Promise.all([
		readRegistry(world, reference, {
			...options,
			only: mayDependOnFew(plan.service) ? artifactsSeen.then((seen) => decisivePaths(plan.service, seen)) : null,
		}),
		artifactsSeen,
	]);
	let read = first;
	let placements = placed(plan, artifacts, read);
	// A directory of which no expected file is left may still be there, or the files in another: only the whole image tells.
	if (read.layersLeft > 0 && placements.some((placement, index) => mayBeElsewhere(artifacts[index], placement))) {
		read = await readRegistry(world, reference, options);
		placements = placed(plan, artifacts, read);
	}
	const {builtOn: _, ...identity} = read.image;
	return {
		...identity,
		placements: placements.map((placement, index) => narrowed(plan, artifacts, placement, index)),
		markers: imageMarkers(plan, read, placements),
		...(await sinceBaseline(world, plan, artifacts, placements, around)),
		...(await observeBase(world, plan, read.image, reference, options)),
		layersLeft: read.layersLeft,
		gaps: read.manifest.gaps,
		oddities: read.oddities.slice(0, 1_000),
	};
}

const placed = (
	plan: Plan,
	artifacts: readonly Observation<ArtifactEvidence>[],
	read: Pick<SubjectRead, 'manifest'>,
): readonly Placement[] =>
	plan.service.files.map((files, index) => {
		const artifact = artifacts[index];
		if (artifact?.status !== 'observed') return {status: 'no-artifact'};
		const {manifest} = artifact.value;
		return withElsewhere(manifest, read.manifest, placeArtifact(manifest, read.manifest, files.to));
	});

const mayBeElsewhere = (artifact: Observation<ArtifactEvidence> | undefined, placement: Placement): boolean =>
	placement.status !== 'placed' ||
	(artifact?.status === 'observed' && isHardlyThere(artifact.value.manifest, placement));

function referenceOf(text: string): Reference {
	const reference = parseReference(text);
	if (typeof reference === 'string') throw new FaultError('invalid-manifest', reference);
	return reference;
}

async function readOptions(world: World, plan: Plan, reference: Reference, around: Around): Promise<ReadOptions> {
	const {image, expect, timeouts} = plan.service;
	const ca = image!.ca;
	const wanted = compileGlobs(expect.flatMap(({files}) => [files, `**/${files}`]));
	const texts = [...new Set(expect.flatMap((expectation) => expectation.contains))];
	return {
		blobs: false,
		search:
			texts.length === 0 ? null : {wants: wanted, texts, key: JSON.stringify([expect.map(({files}) => files), texts])},
		platform: image!.platform,
		plainHttp: image!.plainHttp && atHome(plan, reference),
		credentials: credentialsFor(world, plan, reference),
		timeouts,
		publicOnly: plan.trust === 'untrusted',
		ca: ca === null ? null : await readAuthority(world, `${around.repository}/${ca}`, `registry-ca ${ca}`),
		assurance: image!.assurance,
		// What was read with our credentials is not told to whoever only names an image layer's digest.
		layers: plan.trust === 'untrusted' ? null : around.layers,
		only: null,
		repository: around.repository,
	};
}

/** Whether an image is in the registry of the deployed one, which credentials and plain http are stated for. */
const atHome = (plan: Plan, {registry}: Reference): boolean =>
	referenceOf(plan.service.image!.reference).registry === registry;

/** The password's variable, read only where the grants let it go to this registry. */
function credentialsFor(world: World, plan: Plan, reference: Reference): ReadOptions['credentials'] {
	const stated = plan.service.image!.credentials;
	if (stated === null || !atHome(plan, reference)) return null;
	if (!mayRead(stated.passwordVariable, `https://${reference.registry}/`, plan.secrets, plan.trust)) {
		throw new FaultError(
			'secret-missing',
			`the variable ${stated.passwordVariable} may not be sent to ${reference.registry}`,
		);
	}
	const password = world.env[stated.passwordVariable];
	if (password === undefined || password === '')
		throw new FaultError('secret-missing', `the variable ${stated.passwordVariable} is not set`);
	world.log.mask(password);
	return {username: stated.username, password};
}

/** Where extra files do not matter only the expected paths are kept: a placement at the root would hold the whole base image. */
function narrowed(
	plan: Plan,
	artifacts: readonly Observation<ArtifactEvidence>[],
	placement: Placement,
	index: number,
): Placement {
	const artifact = artifacts[index];
	if (placement.status !== 'placed' || artifact?.status !== 'observed' || plan.service.files[index]!.extra !== 'ignore')
		return placement;
	const expected = new Set<string>(artifact.value.manifest.entries.map((entry) => entry.path));
	const entries = placement.manifest.entries.filter((entry) => expected.has(entry.path));
	return {...placement, manifest: {...placement.manifest, entries}};
}

function imageMarkers(plan: Plan, read: SubjectRead, placements: readonly Placement[]): ImageEvidence['markers'] {
	const entries: FileManifest['entries'][number][] = [];
	const found = new Map<Path, readonly string[]>();
	for (const placement of placements) {
		if (placement.status !== 'placed') continue;
		entries.push(...placement.manifest.entries);
		for (const [path, texts] of read.found)
			if (isWithin(path, placement.to)) found.set(relativeTo(path, placement.to), texts);
	}
	return markersOf(plan.service.expect, {assurance: 'verified', entries, gaps: []}, found);
}

type SinceBaseline = Pick<ImageEvidence, 'newSinceBaseline' | 'baselineFault'>;

/** What the baseline image tells. One that cannot be read, or not whole, tells nothing and is no fault of the image. */
async function sinceBaseline(
	world: World,
	plan: Plan,
	artifacts: readonly Observation<ArtifactEvidence>[],
	placements: readonly Placement[],
	around: Around,
): Promise<SinceBaseline> {
	const {baseline} = plan.service.image!;
	if (baseline === null) return {newSinceBaseline: null, baselineFault: null};
	const seen = await attempt(world, async () => {
		const reference = referenceOf(baseline);
		const options = {...(await readOptions(world, plan, reference, around)), search: null};
		const {manifest} = await readRegistry(world, reference, options);
		const [gap] = manifest.gaps;
		if (gap !== undefined) throw new FaultError(gap.fault.code, gap.fault.detail);
		return newSince(manifest, artifacts, placements);
	});
	if (seen.status === 'observed') return {newSinceBaseline: seen.value, baselineFault: null};
	return {newSinceBaseline: null, baselineFault: seen.status === 'unavailable' ? seen.fault : null};
}

/** Artifact files that an image lacks or holds with other bytes, by their path in the artifact. */
function newSince(
	image: FileManifest,
	artifacts: readonly Observation<ArtifactEvidence>[],
	placements: readonly Placement[],
): readonly Path[] {
	const fresh: Path[] = [];
	for (const [index, placement] of placements.entries()) {
		const artifact = artifacts[index];
		if (placement.status !== 'placed' || artifact?.status !== 'observed') continue;
		const old = new Map(subtree(image, placement.to)?.entries.map((entry) => [entry.path, entry]) ?? []);
		for (const entry of artifact.value.manifest.entries) {
			if (entry.type !== 'file') continue;
			const was = old.get(entry.path);
			if (was?.type !== 'file' || was.sha256 !== entry.sha256) fresh.push(entry.path);
		}
	}
	return fresh;
}
