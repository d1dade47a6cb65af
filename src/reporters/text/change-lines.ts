// The changes of a plan: a line per task, under it a `+ ~ -` line per change, and its diff where one was asked for.
import type { Paint, Style } from '../../terminal/style.ts';
import { actionOf, type CountedAction } from '../summary/actions.ts';
import type { DiffOf } from '../reporter.ts';
import { diffLines } from './diff-lines.ts';
import type { PlannedChange } from '../../plan/host-plan.ts';

const signs: Readonly<Record<CountedAction, { readonly sign: string; readonly paint: Paint }>> = {
  add: { sign: '+', paint: 'green' },
  change: { sign: '~', paint: 'yellow' },
  remove: { sign: '-', paint: 'red' },
};

/** Lines for the changes, indented by two; none for none. Changes of one task stand together under its name. */
export function changeLines(changes: readonly PlannedChange[], style: Style, diff: DiffOf | undefined): string[] {
  return changes.flatMap((planned, index) => {
    const { sign, paint } = signs[actionOf(planned.change)];
    const head = changes[index - 1]?.task === planned.task ? [] : [`  ${style.text(planned.task)}`];
    const line = `    ${style.paint(paint, `${sign} ${style.text(planned.change.summary)}`)}`;
    return [...head, line, ...diffLines(diff?.(planned.change), style).map((one) => `      ${one}`)];
  });
}
