// A host in the hands of an action, whose logins and scripts answer what a test wants.
import type { Connection, Script, ScriptResult } from '../../../../src/connection/connection.ts';
import { ConnectionError } from '../../../../src/connection/connection.ts';
import type { Evidence } from '../../../../src/connection/evidence.ts';
import { generatePrivateKey } from '../../../../src/connection/private-key.ts';
import type { RunEvent } from '../../../../src/run/event.ts';
import type { HostContext } from '../../../../src/run/host-context.ts';
import { noJournal } from '../../../../src/run/journal/journal.ts';
import type { LoginRequest } from '../../../../src/run/services.ts';
import { Timeline } from '../../../../src/run/timeline.ts';
import { Secret } from '../../../../src/shell/secret.ts';

/** What a fake host does. A script that is answered with undefined cuts the connection. */
export interface Behaviour {
  readonly scripts?: (script: Script, connection: number) => Partial<ScriptResult> | undefined;
  readonly login?: (request: LoginRequest) => Evidence;
  /** Whether a new connection can be made; the first is there already. */
  readonly reachable?: () => boolean;
  readonly managing?: Evidence;
}

/** The context, its clock, and what happened. */
export interface FakeHost {
  readonly context: HostContext;
  readonly lifeline: Connection;
  readonly events: RunEvent[];
  readonly logins: LoginRequest[];
  /** The scripts whose streams logins were tried over, in order; undefined for one over a new TCP connection. */
  readonly streams: (Script | undefined)[];
  /** Connections that were closed, by number; the lifeline is 1. */
  readonly closed: number[];
  now: number;
}

const nowhere = { file: '-', start: { line: 1, col: 1 }, end: { line: 1, col: 1 } };

/** Makes one. Sleeping passes time at once. */
export function fakeHost(behaviour: Behaviour = {}, revertAfter = 180): FakeHost {
  const fake = {
    ...{ events: [] as RunEvent[], logins: [] as LoginRequest[], streams: [] as (Script | undefined)[] },
    ...{ closed: [] as number[], now: 1_000_000 },
  };
  let connections = 0;
  const connection = (): Connection => {
    const number = (connections += 1);
    return {
      runScript: (script) => {
        const answer = behaviour.scripts?.(script, number);
        if (answer === undefined) return Promise.reject(new ConnectionError('transfer', 'cut'));
        const code = answer.code ?? 0;
        return Promise.resolve({ completed: code === 0, code, signal: undefined, stdout: '', stderr: '', ...answer });
      },
      open: (script) => {
        fake.streams.push(script);
        return Promise.reject(new ConnectionError('channel', 'no channel'));
      },
      close: () => {
        fake.closed.push(number);
        return Promise.resolve();
      },
    };
  };
  const never = new AbortController().signal;
  const secret = { secret: new Secret('S'), text: new Secret('S\n') };
  const timeline = new Timeline({
    ...{ host: 'web1', runId: 'run-1', journal: noJournal },
    sink: (event) => void fake.events.push(event),
    now: () => fake.now,
  });
  const context: HostContext = {
    host: {
      ...{ name: 'web1', address: '192.0.2.1', port: 22, user: 'admin', privateKeyFile: undefined, become: true },
      ...{ groups: ['all'], vars: new Map(), range: nowhere },
    },
    managingAccount: 'admin',
    become: true,
    work: {
      ...{ runId: 'run-1', taskTypes: new Map(), allowLockout: [], acceptBreaking: [], accounts: [], breakLocks: [] },
      ...{ review: undefined, revertAfter },
      play: {
        ...{ name: 'play', hosts: 'all', become: true, breakGlass: undefined, tasks: [], range: nowhere },
        pace: { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false },
      },
    },
    services: {
      managingAccount: () => 'admin',
      connect: () =>
        behaviour.reachable?.() === false || behaviour.managing === undefined
          ? Promise.reject(new ConnectionError('tcp', 'no route'))
          : Promise.resolve({ connection: connection(), evidence: behaviour.managing }),
      login: async (...[, request, , , open]) => {
        fake.logins.push(request);
        if (open === undefined) fake.streams.push(undefined);
        else await open().catch(() => undefined);
        if (behaviour.login === undefined) throw new Error('no login was expected');
        return behaviour.login(request);
      },
      privateKey: () => Promise.resolve(generatePrivateKey('test')),
      decoyKey: () => generatePrivateKey('test'),
      enrolments: { entry: () => 'open', opened: () => [], obtain: () => Promise.resolve(secret), decoy: () => secret },
      operator: 'alice@desk',
      now: () => fake.now,
      sleep: (milliseconds) => {
        fake.now += milliseconds;
        return Promise.resolve();
      },
      nonce: () => '0123456789abcdef0123456789abcdef',
    },
    interrupt: { stopping: never, revertNow: never, leave: never },
    timeline,
    record: { seen: undefined, tried: [], prepared: [], connections: [] },
    takeTurn: () => Promise.resolve(false),
  };
  return Object.assign(fake, { context, lifeline: connection() });
}
