// Runs a stack as libpam does (_pam_dispatch_aux in libpam/pam_dispatch.c), along every path that its modules' answers may take.
import type { PamAction, PamResult } from '../../formats/pam-control.ts';
import type { StackRule } from './stack.ts';

/** A module's answer; `state` is what the modules after it find. */
export interface StackAnswer<S> {
  readonly result: PamResult;
  readonly state: S;
}

/** How a run ended. `rule` is the one that decided, undefined where no rule said anything. */
export interface StackEnding<S> {
  readonly result: PamResult;
  readonly state: S;
  readonly rule: StackRule | undefined;
}

interface Standing {
  readonly impression: 'undefined' | 'positive' | 'negative';
  readonly status: PamResult;
  readonly rule: StackRule | undefined;
}

interface Run<S> {
  readonly rules: readonly StackRule[];
  ask(rule: StackRule, state: S): readonly StackAnswer<S>[];
  readonly endings: StackEnding<S>[];
  steps: number;
}

interface Position<S> {
  readonly index: number;
  readonly standing: Standing;
  readonly state: S;
  /** The standings with which each substack was entered. */
  readonly saved: readonly Standing[];
}

// What libpam answers where nothing else decides (PAM_MUST_FAIL_CODE).
const mustFail = 'perm_denied';
const start: Standing = { impression: 'undefined', status: mustFail, rule: undefined };
// Enough for any stack that a person wrote; a hostile one with more unknown modules ends as undecided.
const maxSteps = 20_000;
const maxRules = 1000;

/** Every way in which the stack may end; undefined where there are too many to tell. An empty stack refuses. */
export function dispatch<S>(
  rules: readonly StackRule[],
  state: S,
  ask: (rule: StackRule, state: S) => readonly StackAnswer<S>[],
): readonly StackEnding<S>[] | undefined {
  if (rules.length > maxRules) return undefined;
  const run: Run<S> = { rules, ask, endings: [], steps: 0 };
  walk(run, { index: 0, standing: start, state, saved: [start] });
  return run.steps > maxSteps ? undefined : run.endings;
}

function walk<S>(run: Run<S>, { index, standing, state, saved }: Position<S>): void {
  const rule = run.rules[index];
  run.steps += 1;
  if (run.steps > maxSteps) return;
  if (rule === undefined) {
    run.endings.push({ ...ended(standing), state });
    return;
  }
  const before = run.rules[index - 1]?.level ?? 0;
  const entered = before < rule.level ? withAt(saved, rule.level, standing) : saved;
  if (rule.kind === 'substack') {
    walk(run, { index: index + 1, standing, state, saved: entered });
    return;
  }
  const answers = rule.kind === 'broken' ? [{ result: mustFail, state } as const] : run.ask(rule, state);
  for (const answer of distinct(answers, rule)) {
    const next = after(run.rules, index, standing, entered, answer.result);
    walk(run, { ...next, state: answer.state, saved: entered });
  }
}

/** Answers that lead to the same are one. */
function distinct<S>(answers: readonly StackAnswer<S>[], rule: StackRule): readonly StackAnswer<S>[] {
  if (answers.length < 2) return answers;
  const kinds = new Map(
    answers.map((answer) => {
      const success = answer.result === 'success' || answer.result === 'new_authtok_reqd' ? answer.result : '';
      return [JSON.stringify([rule.control[answer.result], success, answer.state]), answer];
    }),
  );
  return [...kinds.values()];
}

function after(
  rules: readonly StackRule[],
  index: number,
  standing: Standing,
  saved: readonly Standing[],
  result: PamResult,
): { readonly index: number; readonly standing: Standing } {
  const rule = rules[index];
  const level = rule?.level ?? 0;
  const action: PamAction = rule?.control[result] ?? 'bad';
  switch (action) {
    case 'ignore':
      return { index: index + 1, standing };
    case 'reset':
      return { index: index + 1, standing: saved[level] ?? start };
    case 'ok':
    case 'done': {
      const open =
        standing.impression === 'undefined' || (standing.impression === 'positive' && standing.status === 'success');
      const then: Standing = open ? { impression: 'positive', status: result, rule } : standing;
      const done = action === 'done' && then.impression === 'positive';
      return { index: done ? endOf(rules, index) : index + 1, standing: then };
    }
    case 'bad':
    case 'die': {
      const status = result === 'ignore' ? mustFail : result;
      const then: Standing = standing.impression === 'negative' ? standing : { impression: 'negative', status, rule };
      return { index: action === 'die' ? endOf(rules, index) : index + 1, standing: then };
    }
    default: {
      const { target, tooFar } = jump(rules, index, action);
      return { index: target, standing: tooFar ? { impression: 'negative', status: mustFail, rule } : standing };
    }
  }
}

/** The index behind the last rule of the substack, or of the whole stack, in which a rule stands. */
function endOf(rules: readonly StackRule[], index: number): number {
  const level = rules[index]?.level ?? 0;
  const end = rules.findIndex((rule, other) => other > index && rule.level < level);
  return end === -1 ? rules.length : end;
}

/** A substack is jumped over as one rule. What jumps over more than there is ends where its substack ends. */
function jump(
  rules: readonly StackRule[],
  index: number,
  count: number,
): { readonly target: number; readonly tooFar: boolean } {
  const level = rules[index]?.level ?? 0;
  const levelAt = (at: number): number => rules[at]?.level ?? -1;
  let at = index;
  let left = count;
  while (left > 0 && levelAt(at + 1) >= level) {
    do at += 1;
    while (levelAt(at + 1) > level);
    left -= 1;
  }
  return { target: at + 1, tooFar: left > 0 };
}

function ended({ impression, status, rule }: Standing): Omit<StackEnding<never>, 'state'> {
  // A sanity check of libpam's.
  return { result: status === 'success' && impression !== 'positive' ? mustFail : status, rule };
}

function withAt(saved: readonly Standing[], level: number, standing: Standing): readonly Standing[] {
  const copy = [...saved];
  copy[level] = standing;
  return copy;
}
