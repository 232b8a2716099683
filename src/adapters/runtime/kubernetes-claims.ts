import {FaultError} from '../../model/fault.ts';
import type {DeploymentClaim} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import type {Kubectl} from './kubernetes-kubectl.ts';
import type {Raw} from './kubernetes-objects.ts';
import {
	annotationOf,
	conditionOf,
	labelOf,
	listOf,
	mappingOf,
	nameOf,
	namespaceOf,
	textOf,
} from './kubernetes-objects.ts';
import type {Workload} from './kubernetes-workload.ts';

/**
 * What deployment tools say they deployed, by the marks that they leave on a workload. It proves nothing, so what cannot
 * be asked is left out.
 */
export async function claimsOf(
	world: World,
	kubectl: Kubectl,
	workloads: readonly Workload[],
): Promise<readonly DeploymentClaim[]> {
	const claims = new Map<string, DeploymentClaim>();
	for (const {object} of workloads)
		for (const ask of [argoCd, fluxKustomization, fluxHelm, helm]) {
			try {
				const claim = await ask(kubectl, object);
				if (claim !== null) claims.set(JSON.stringify(claim), claim);
			} catch (error) {
				if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
				world.log.debug(`kubernetes: a deployment tool could not be asked: ${error.fault.code}, ${error.fault.detail}`);
			}
		}
	return [...claims.values()];
}

type Ask = (kubectl: Kubectl, workload: Raw) => Promise<DeploymentClaim | null>;

const words = (...all: readonly unknown[]): string | null => all.flatMap((one) => textOf(one) ?? []).join(', ') || null;

/** A name as the API server has it, from a mark that anybody may have made. */
const marked = (mark: string | null): string | null =>
	mark !== null && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(mark) ? mark : null;

/** Argo CD tracks by annotation (`APP:GROUP/KIND:NAMESPACE/NAME`, APP perhaps as `NAMESPACE_NAME`) or by label. */
const argoCd: Ask = async (kubectl, workload) => {
	const tracked = annotationOf(workload, 'argocd.argoproj.io/tracking-id')?.split(':')[0]?.split('_').at(-1) ?? null;
	const labelled = labelOf(workload, 'argocd.argoproj.io/instance');
	// Helm and others write the common label too: then the application itself has to know the workload.
	const common =
		annotationOf(workload, 'meta.helm.sh/release-name') === null
			? labelOf(workload, 'app.kubernetes.io/instance')
			: null;
	const name = marked(tracked ?? labelled ?? common);
	if (name === null) return null;
	const named = await kubectl.list(
		'applications.argoproj.io',
		'--all-namespaces',
		`--field-selector=metadata.name=${name}`,
	);
	const application = named.find((one) => holds(one, workload));
	if (application === undefined) return null;
	const {sync, health} = mappingOf(application['status']);
	const {revision, revisions, status} = mappingOf(sync);
	const stated = textOf(revision) ?? (Array.isArray(revisions) ? words(...revisions) : null);
	return stated === null
		? null
		: {by: 'argo-cd', name, revision: stated, status: words(status, mappingOf(health)['status'])};
};

const holds = (application: Raw, workload: Raw): boolean =>
	listOf(mappingOf(application['status'])['resources']).some(
		({kind, namespace, name}) =>
			kind === workload['kind'] && namespace === namespaceOf(workload) && name === nameOf(workload),
	);

const flux = async (
	kubectl: Kubectl,
	workload: Raw,
	group: string,
	plural: string,
): Promise<{readonly name: string; readonly status: Raw; readonly ready: string | null} | null> => {
	const [name, namespace] = ['name', 'namespace'].map((key) => marked(labelOf(workload, `${group}/${key}`)));
	if (name == null || namespace == null) return null;
	const object = await kubectl.object(`${plural}.${group}`, name, `--namespace=${namespace}`);
	const ready = conditionOf(object, 'Ready');
	const status = ready === null ? null : ready['status'] === 'True' ? 'Ready' : words('not ready', ready['reason']);
	return {name: `${namespace}/${name}`, status: mappingOf(object['status']), ready: status};
};

const fluxKustomization: Ask = async (kubectl, workload) => {
	const seen = await flux(kubectl, workload, 'kustomize.toolkit.fluxcd.io', 'kustomizations');
	const revision = textOf(seen?.status['lastAppliedRevision']);
	return seen === null || revision === null ? null : {by: 'flux', name: seen.name, revision, status: seen.ready};
};

/** The history is of v2, the revision of v2beta1. */
const fluxHelm: Ask = async (kubectl, workload) => {
	const seen = await flux(kubectl, workload, 'helm.toolkit.fluxcd.io', 'helmreleases');
	if (seen === null) return null;
	const [last] = listOf(seen.status['history']);
	const revision = textOf(last?.['chartVersion']) ?? textOf(seen.status['lastAppliedRevision']);
	return revision === null ? null : {by: 'flux', name: seen.name, revision, status: seen.ready};
};

/**
 * Helm keeps each revision of a release in a secret. As a table the API server sends its labels alone, so that what was
 * deployed, values included, never leaves it.
 */
const helm: Ask = async (kubectl, workload) => {
	const name = marked(annotationOf(workload, 'meta.helm.sh/release-name'));
	if (name === null) return null;
	const namespace = marked(annotationOf(workload, 'meta.helm.sh/release-namespace')) ?? namespaceOf(workload);
	const table = await kubectl.text(
		[
			...['get', 'secrets', `--namespace=${namespace}`, `--selector=owner=helm,name=${name}`],
			...['--label-columns=version,status', '--no-headers'],
		],
		{group: '', resource: 'secrets', verb: 'list'},
	);
	const revisions = table.split('\n').flatMap((line) => {
		const [version, status] = line.trim().split(/\s+/).slice(-2);
		return version !== undefined && status !== undefined && /^\d{1,9}$/.test(version)
			? [{version: Number(version), status}]
			: [];
	});
	const last = revisions.sort((a, b) => a.version - b.version).at(-1);
	const chart = labelOf(workload, 'helm.sh/chart');
	return last === undefined
		? null
		: {
				by: 'helm',
				name: `${namespace}/${name}`,
				revision: words(`revision ${last.version}`, chart)!,
				status: last.status,
			};
};
