import type {RuntimeKind} from '../../src/model/runtime.ts';
import type {Path} from '../../src/model/path.ts';

/** What a remedy is filled with, nothing of it unknown. */
export const remedyContext = {
	service: 'api',
	environment: 'production',
	commit: 'f00dcaf0'.repeat(5),
	image: 'registry.example.com/team/api:prod',
	imageName: 'registry.example.com/team/api',
	ask: 'curl -si https://api.example.com/api/workflow',
	directories: [],
	elsewhere: {directories: ['usr/share/nginx/html' as Path], files: 57, of: 58, from: 'dist'},
	places: ['/app/dist'],
	runtime: {
		kind: 'compose' as RuntimeKind,
		service: 'api',
		containers: ['shop-api-1'],
		replicas: 1,
		selected: false,
		host: null,
		context: null,
		project: 'shop',
		namespace: null,
		workload: 'deployment/api',
		cluster: null,
		region: null,
		manifest: 'compose.yaml',
	},
	probe: null,
	methods: [],
	variables: ['API_TOKEN'],
	proxy: null,
	asked: null,
	leads: {url: 'https://www.example.com/en/', path: '/en/'},
	way: {addresses: [], runtime: true, trace: false, upstream: false, published: true},
};
