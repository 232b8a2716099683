import type {ServiceReport} from '../model/report.ts';
import {commentBudget, type Measure} from './fit.ts';
import {htmlReport} from './html.ts';
import {jsonReport} from './json.ts';
import {markdownReport} from './several.ts';
import {terminalReport} from './terminal.ts';

export type ReportFormat = 'terminal' | 'json' | 'markdown' | 'html';

export type RenderOptions = {
	/** terminal: may it use color */
	readonly color?: boolean;
	/** terminal: columns */
	readonly width?: number;
	/** markdown: what it must fit in */
	readonly budget?: number;
	readonly measure?: Measure;
};

/** One report of one or several services: a summary first where there are several, the worst service first. */
export function render(reports: readonly ServiceReport[], format: ReportFormat, options: RenderOptions = {}): string {
	switch (format) {
		case 'terminal':
			return terminalReport(reports, {color: options.color ?? false, width: options.width ?? 100});
		case 'json':
			return jsonReport(reports);
		case 'markdown':
			return `${markdownReport(reports, (options.budget ?? commentBudget) - 1, options.measure ?? 'characters')}\n`;
		case 'html':
			return htmlReport(reports);
	}
}
