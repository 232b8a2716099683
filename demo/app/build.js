// A small build: copies the server, names each asset by the hash of its content, points the page at them.
import {createHash} from 'node:crypto';
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';

rmSync('dist', {recursive: true, force: true});
mkdirSync('dist/public/assets', {recursive: true});
cpSync('src', 'dist', {recursive: true});
let page = readFileSync('web/index.html', 'utf8');
const scripts = readdirSync('web').filter((name) => name.endsWith('.js') || name.endsWith('.css'));
for (const name of scripts) {
	const content = readFileSync(`web/${name}`);
	const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
	const named = name.replace('.', `.${hash}.`);
	writeFileSync(`dist/public/assets/${named}`, content);
	page = page.replace(`/assets/${name}`, `/assets/${named}`);
	if (name === 'workflow.js')
		page = page.replace('</html>', `<script type="module" src="/assets/${named}"></script>\n</html>`);
}
writeFileSync('dist/public/index.html', page);
