// keyturn status: which hosts have an unfinished run, and when its automatic rollback fires. Reads only.
import { Command } from 'commander';
import pLimit from 'p-limit';
import type { Connection } from '../connection/connection.ts';
import { KeyturnError } from '../diagnostics/errors.ts';
import { armedRun, type ArmedRun, type LockingRun } from '../facts/armed-run.ts';
import type { Host } from '../inventory/host.ts';
import { gather } from '../run/phases/gather.ts';
import type { RunServices } from '../run/services.ts';
import { createStyle } from '../terminal/style.ts';
import { addConnectionOptions, forksOf, type ConnectionFlags } from './connection-options.ts';
import type { CommandContext } from './context.ts';
import { liveSettings, openEnrolments } from './live-settings.ts';
import { liveServices } from './live-services.ts';
import { readSelectedHosts } from './read-inputs.ts';

/** `keyturn status -i FILE [-l LIMIT]` */
export function statusCommand(context: CommandContext): Command {
  return addConnectionOptions(new Command('status'))
    .description('show hosts with a pending automatic rollback, and when it fires')
    .action((flags: ConnectionFlags) => status(context, flags));
}

interface Line {
  readonly text: string;
  readonly isUnfinished: boolean;
  readonly isReached: boolean;
  /** What to do about a host that was not reached. */
  readonly help?: string | undefined;
}

async function status(context: CommandContext, flags: ConnectionFlags): Promise<void> {
  const hosts = await readSelectedHosts(context, flags);
  const services = liveServices(await liveSettings(context, flags, await openEnrolments(context, flags)));
  const limit = pLimit(forksOf(flags));
  const lines = await Promise.all(hosts.map((host) => limit(() => statusOf(host, services))));
  const style = createStyle(context.stdout, context.env, flags.color);
  for (const [index, line] of lines.entries()) {
    context.stdout.write(`${style.text(hosts[index]?.name ?? '')}: ${style.text(line.text)}\n`);
  }
  for (const help of new Set(lines.flatMap((line) => line.help ?? []))) {
    context.stdout.write(`  help: ${style.text(help)}\n`);
  }
  const unfinished = lines.filter((line) => line.isUnfinished).length;
  context.stdout.write(`hosts with an unfinished run: ${unfinished} of ${hosts.length}\n`);
  context.exitCode = lines.every((line) => line.isReached) ? 0 : 4;
}

/** How long a host that was reached may take to say how it is, in milliseconds. */
const answerTimeout = 30_000;

async function statusOf(host: Host, services: RunServices): Promise<Line> {
  const { signal } = new AbortController();
  let connection: Connection;
  try {
    ({ connection } = await services.connect(host, { clockOffset: 0, waiting: () => undefined }, signal));
  } catch (error) {
    return failed('unreachable', error);
  }
  try {
    return describe(await askWithin(answerTimeout, connection, services.nonce()));
  } catch (error) {
    return failed('reached, but does not say whether it has an unfinished run', error);
  } finally {
    // What stays open keeps the command from ending.
    await connection.close();
  }
}

/** Asks a host that may start the question and never end it: where it cannot become root, in the middle of a login shell. */
async function askWithin(milliseconds: number, connection: Connection, nonce: string): Promise<ArmedRun> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new KeyturnError(`no answer within ${milliseconds / 1000} s`));
  }, milliseconds);
  try {
    const facts = await gather(connection, [{ fact: armedRun, params: [] }], true, nonce, late.signal);
    return facts.get(armedRun);
  } finally {
    clearTimeout(timer);
  }
}

function failed(how: string, error: unknown): Line {
  if (!(error instanceof KeyturnError)) throw error;
  return { text: `${how}: ${error.message}`, isUnfinished: false, isReached: false, help: error.help };
}

const stateWords: Readonly<Record<LockingRun['state'], string>> = {
  staging: 'staging',
  armed: 'pending automatic rollback',
  reverting: 'reverting',
};

function describe({ lockedBy, last }: ArmedRun): Line {
  if (lockedBy === undefined) {
    const text =
      last === undefined
        ? 'no run of keyturn is on record'
        : `no unfinished run; the last run ${last.runId} is ${last.state}`;
    return { text, isUnfinished: false, isReached: true };
  }
  const { runId, operator, nonce, state, secondsLeft } = lockedBy;
  const when = secondsLeft === undefined ? '' : secondsLeft >= 0 ? `, fires in ${secondsLeft} s` : ', overdue';
  return {
    text: `${stateWords[state]}${when} (run ${runId} by ${operator}, nonce ${nonce})`,
    isUnfinished: true,
    isReached: true,
  };
}
