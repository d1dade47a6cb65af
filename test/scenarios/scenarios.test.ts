// One case per file: parameters and a host → what is planned. Adding a case is adding a file.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { applyPatch } from 'diff';
import { parse } from 'yaml';
import { explainAccess } from '../../src/access/explain.ts';
import { lockoutRefusals } from '../../src/access/lockout.ts';
import { predictAccess, type Prediction } from '../../src/access/predict.ts';
import { differingOrigins } from '../../src/plan/access-verdict.ts';
import { distroOf } from '../../src/distros/distro-of.ts';
import type { Facts } from '../../src/facts/fact.ts';
import { pamService } from '../../src/facts/pam-service.ts';
import { osRelease } from '../../src/facts/os-release.ts';
import { explanationLines } from '../../src/reporters/text/explanation-lines.ts';
import { taskTypes } from '../../src/tasks/index.ts';
import type { PlanContext, TaskType } from '../../src/tasks/task-type.ts';
import { createStyle } from '../../src/terminal/style.ts';
import type { Change } from '../../src/plan/change.ts';
import { applied, hostFacts, type HostOverlay } from './host.ts';
import type { TaskPlan } from '../../src/plan/task-plan.ts';

interface TaskCall {
  readonly task: string;
  readonly params: unknown;
}

/** What a case file holds. Where `expect` leaves a list out, the list must be empty. */
interface Case {
  readonly host?: HostOverlay;
  readonly managing_account?: string;
  readonly clock_offset?: number;
  readonly vault?: Readonly<Record<string, 'absent' | 'sealed' | 'open'>>;
  readonly allow_lockout?: readonly string[];
  /** Tasks before this one, in order. */
  readonly after?: readonly TaskCall[];
  readonly params: unknown;
  /** Whose reasoning is asked for. */
  readonly explain?: string;
  readonly expect: {
    /** The reasoning as it is shown; null for an account that does not exist. */
    readonly text?: string | null;
    readonly changes?: readonly Readonly<Record<string, unknown>>[];
    readonly refusals?: readonly Readonly<Record<string, string>>[];
    /** What speaks against it only where not every account is judged by itself. */
    readonly doubts?: readonly Readonly<Record<string, string>>[];
    readonly assertions?: unknown;
    readonly logins?: unknown;
    /** `elsewhere` holds the origins from which something else holds: `BEFORE → AFTER, PLACE`. */
    readonly access?: readonly Readonly<Record<string, unknown>>[];
  };
}

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });

function taskType(name: string): TaskType<unknown> {
  const found = taskTypes.find((type) => type.name === name);
  assert.ok(found, `there is no task type "${name}"`);
  return found;
}

function planTasks(given: Case, facts: Facts, calls: readonly TaskCall[]): { plans: TaskPlan[]; pending: Change[] } {
  const distro = distroOf(facts.get(osRelease));
  assert.ok(distro);
  const pending: Change[] = [];
  const plans = calls.map(({ task, params }) => {
    const type = taskType(task);
    assert.ok(ajv.validate(type.schema, params), `${task}: ${ajv.errorsText()}`);
    const context: PlanContext = {
      facts,
      distro,
      managingAccount: given.managing_account ?? 'admin',
      pending: [...pending],
      root: true,
      vaultEntry: (account) => given.vault?.[account] ?? 'absent',
      clockOffset: given.clock_offset,
    };
    const plan = type.plan(params, context);
    pending.push(...plan.changes);
    return plan;
  });
  return { plans, pending };
}

/** A text for every change that a reader can compare at a glance: content as it is, the rest by name. */
function plain(change: Change): Record<string, unknown> {
  if (change.kind !== 'write-file') return { ...change };
  const { content, ...rest } = change;
  return content.kind === 'text' ? { ...rest, text: content.text } : { ...rest, state_file: content.account };
}

function assertPartly(actual: readonly Record<string, unknown>[], expected: readonly Record<string, unknown>[]): void {
  assert.equal(actual.length, expected.length, `got ${JSON.stringify(actual, undefined, 2)}`);
  for (const [index, wanted] of expected.entries()) {
    const entry = actual[index] ?? {};
    const picked = Object.fromEntries(Object.keys(wanted).map((key) => [key, entry[key]]));
    assert.deepEqual(picked, wanted);
  }
}

function assertRefusals(plan: TaskPlan['refusals'], expected: readonly Readonly<Record<string, string>>[]): void {
  const actual = (plan ?? []).map((refusal) => ({ ...refusal }));
  assert.equal(actual.length, expected.length, `got ${JSON.stringify(actual, undefined, 2)}`);
  for (const [index, { message, help, ...wanted }] of expected.entries()) {
    const refusal = actual[index] ?? { message: '', help: '' };
    assertPartly([refusal], [wanted]);
    assert.ok(refusal.message.includes(message ?? ''), `"${refusal.message}" lacks "${message ?? ''}"`);
    assert.ok(refusal.help.includes(help ?? ''), `"${refusal.help}" lacks "${help ?? ''}"`);
  }
}

/** With the edit that a refusal of the PAM service names, the same play is not refused any more. */
function assertRepaired(given: Case, calls: readonly TaskCall[], diff: string): void {
  const { text = '' } = hostFacts(given.host ?? {}).get(pamService);
  const repaired = applyPatch(text, diff);
  assert.ok(repaired !== false && repaired !== text, diff);
  const facts = hostFacts({ ...given.host, pam_replace: {}, pam: { ...given.host?.pam, text: repaired } });
  assert.deepEqual(planTasks(given, facts, calls).plans.at(-1)?.refusals ?? [], []);
}

function runCase(task: string, given: Case): void {
  const facts = hostFacts(given.host ?? {});
  const calls = [...(given.after ?? []), { task, params: given.params }];
  const { plans, pending } = planTasks(given, facts, calls);
  const plan = plans[plans.length - 1];
  assert.ok(plan);
  assertRefusals(plan.refusals, given.expect.refusals ?? []);
  assertRefusals(plan.doubts, given.expect.doubts ?? []);
  for (const { diff } of plan.refusals ?? []) if (diff !== undefined) assertRepaired(given, calls, diff);
  assertPartly(plan.changes.map(plain), given.expect.changes ?? []);
  if (given.expect.assertions !== undefined) assert.deepEqual(plan.assertions, given.expect.assertions);
  if (given.expect.logins !== undefined) {
    const logins = plan.logins?.map(({ expected, ...rest }) => ({ ...rest, policy: expected.name }));
    assert.deepEqual(logins, given.expect.logins);
  }
  if ((plan.refusals ?? []).length > 0) return;
  // Services aside, which act because of the others: a host with everything in place wants nothing.
  const again = planTasks(given, applied(facts, pending), calls);
  assert.deepEqual(again.pending.map(plain), []);
}

/** A whole play: who can log in before and after, and what that forbids. */
function runAccess(given: Case): void {
  const facts = hostFacts(given.host ?? {});
  const { pending } = planTasks(given, facts, given.after ?? []);
  const managingAccount = given.managing_account ?? 'admin';
  const predictions = predictAccess({ facts, changes: pending, managingAccount });
  assertPartly(
    predictions.map((prediction) => ({ ...prediction, elsewhere: elsewhere(prediction) })),
    given.expect.access ?? [],
  );
  assertRefusals(lockoutRefusals(predictions, managingAccount, given.allow_lockout ?? []), given.expect.refusals ?? []);
}

/** A whole play: why one account gets in as it does. */
function runExplain(given: Case): void {
  const facts = hostFacts(given.host ?? {});
  const { pending } = planTasks(given, facts, given.after ?? []);
  const explanation = explainAccess(facts, pending, given.explain ?? '');
  const style = createStyle(process.stdout, { NO_COLOR: '1', LANG: 'C.UTF-8' });
  const text = explanation && `${explanationLines('web1', explanation, style).join('\n')}\n`;
  assert.equal(text ?? null, given.expect.text);
}

function elsewhere(prediction: Prediction): Readonly<Record<string, string>> {
  const entries = differingOrigins(prediction).map(({ origin, before, after, place }) => {
    const port = origin.localPort === 22 ? '' : `:${origin.localPort ?? ''}`;
    return [`${origin.address ?? ''}${port}`, `${before} → ${after}, ${place.replaceAll('/etc/ssh/', '')}`];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'base')
  .map((entry) => entry.name);

describe('scenarios', () => {
  it('has a folder for every task type', () => {
    const missing = taskTypes.filter((type) => !folders.includes(type.name)).map((type) => type.name);
    assert.deepEqual(missing, []);
  });
  for (const folder of folders) {
    describe(folder, () => {
      const path = join(import.meta.dirname, folder);
      for (const file of readdirSync(path).filter((name) => name.endsWith('.yml'))) {
        it(file.replace(/\.yml$/, ''), () => {
          const given = parse(readFileSync(join(path, file), 'utf8')) as Case;
          if (folder === 'access') runAccess(given);
          else if (folder === 'explain') runExplain(given);
          else runCase(folder, given);
        });
      }
    });
  }
});
