// The services of a run on real hosts: ssh, the vault, the record of spent codes, the clock.
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { CodeSource } from '../connection/authentication.ts';
import { connect, type ConnectOptions } from '../connection/connect.ts';
import type { Endpoint } from '../connection/connection.ts';
import type { HandshakeLimit } from '../connection/handshake-limit.ts';
import type { HostKeyPolicy } from '../connection/host-key-check.ts';
import type { HostKeyStore } from '../connection/host-key-store.ts';
import type { Evidence } from '../connection/evidence.ts';
import { login } from '../connection/login.ts';
import {
  generatePrivateKey,
  loadDefaultPrivateKeys,
  loadPrivateKey,
  type PrivateKey,
} from '../connection/private-key.ts';
import { UsageError } from '../diagnostics/errors.ts';
import type { WaitReason } from '../enrolment/code-choice.ts';
import type { AttemptRequest, CodeRequest, Codes } from '../enrolment/codes.ts';
import { createEnrolment, type Enrolment } from '../enrolment/enrolment.ts';
import type { Enrolments } from '../enrolment/enrolments.ts';
import { stateFileText } from '../enrolment/state-file-text.ts';
import type { Host } from '../inventory/host.ts';
import { newNonce } from '../run/run-id.ts';
import type { LoginCircumstances, LoginCode, RunServices, StateSecret } from '../run/services.ts';
import type { Secret } from '../shell/secret.ts';
import type { Ask } from './ask.ts';

/** What the command line and the user's files say about connecting. */
export interface LiveSettings {
  readonly user: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly knownHosts: HostKeyStore;
  readonly hostKeyPolicy: HostKeyPolicy;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly handshakes: HandshakeLimit;
  /** Undefined without a vault: then no user can be enrolled and no code can be made. */
  readonly enrolments: Enrolments | undefined;
  readonly codes: Codes;
  /** Undefined without `--ask-code`. */
  readonly askCode: Ask | undefined;
}

/** Services that talk to real hosts. */
export function liveServices(settings: LiveSettings): RunServices {
  const keys = keyCache();
  const managingAccount = (host: Host): string => settings.user ?? host.user ?? userInfo().username;
  const endpoint = (host: Host, user: string): Endpoint => ({ address: host.address, port: host.port, user });
  const options = (signal: AbortSignal): Omit<ConnectOptions, 'keys'> => ({
    knownHosts: settings.knownHosts,
    hostKeyPolicy: settings.hostKeyPolicy,
    connectTimeout: settings.connectTimeout,
    signal,
  });
  return {
    managingAccount,
    async connect(host, circumstances, signal) {
      const account = managingAccount(host);
      const secret = await ownSecret(settings, account);
      const code = secret && { secret, copy: undefined, wrong: false };
      const codes = code
        ? codesFor(settings, host, account, code, circumstances, signal)
        : typedCodes(settings, host, account, circumstances, signal);
      await codes?.ready();
      const how = {
        ...options(signal),
        keys: await keys(settings.privateKeyFile ?? host.privateKeyFile),
        answerCode: codes?.answer,
      };
      const handshake = { start: () => connect(endpoint(host, account), how), urgent: isUrgent(circumstances) };
      const connection = await settings.handshakes.run(handshake, signal);
      return { connection, evidence: connection.info.evidence };
    },
    async login(host, { account, key, code, ask, session }, circumstances, signal, open) {
      const codes = code && codesFor(settings, host, account, code, circumstances, signal);
      const attempt = async (): Promise<Evidence> => {
        await codes?.ready();
        const factors = { key, code: codes?.answer, ask, session };
        if (open !== undefined) return login(endpoint(host, account), factors, options(signal), await open());
        const handshake = {
          start: () => login(endpoint(host, account), factors, options(signal)),
          wasTurnedAway: ({ turnedAway }: Evidence) => turnedAway === true,
          urgent: isUrgent(circumstances),
        };
        return settings.handshakes.run(handshake, signal);
      };
      const seen = await attempt();
      // What the transport did to a login says nothing about it; a refusal is never tried again.
      return seen.outcome === 'unknown' ? attempt() : seen;
    },
    async privateKey(file) {
      const [key] = await keys(file);
      if (key === undefined) throw new TypeError('a named key file gives a key');
      return key;
    },
    decoyKey: () => generatePrivateKey('the key of this rehearsal'),
    enrolments: {
      entry: (account) => settings.enrolments?.entry(account) ?? 'absent',
      opened: () => settings.enrolments?.opened() ?? [],
      async obtain(account, issuer) {
        if (settings.enrolments === undefined) throw noVault();
        return stateSecret(await settings.enrolments.obtain(account, issuer));
      },
      decoy: (account) => stateSecret(createEnrolment(account, 'rehearsal', { randomBytes, now: () => new Date() })),
    },
    operator: `${userInfo().username}@${hostname()}`,
    now: Date.now,
    sleep: async (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
    nonce: newNonce,
  };
}

function isUrgent({ revertsAt }: LoginCircumstances): boolean {
  return revertsAt !== undefined;
}

/** A secret is durable in the vault before a host has it. */
export function noVault(): UsageError {
  return new UsageError('enrolling users needs a vault', {
    help: 'make one with `keyturn vault init DIR`, then name it with --vault DIR',
  });
}

async function ownSecret({ enrolments }: LiveSettings, account: string): Promise<Secret | undefined> {
  return enrolments?.entry(account) === 'open' ? (await enrolments.obtain(account, '')).secret : undefined;
}

/** Where the codes of a login come from. */
interface LoginCodes {
  /** To be awaited before a login begins: beyond its rate limit a host shows no prompt, it refuses. */
  ready(): Promise<void>;
  readonly answer: CodeSource;
}

function codesFor(
  { codes }: LiveSettings,
  host: Host,
  account: string,
  { secret, copy, wrong }: LoginCode,
  circumstances: LoginCircumstances,
  signal: AbortSignal,
): LoginCodes {
  const request: CodeRequest = { ...attemptRequest(host, account, copy, circumstances, signal), secret };
  return { ready: () => codes.ready(request), answer: () => (wrong ? codes.wrong(request) : codes.take(request)) };
}

/** Codes that a person types, with `--ask-code`. A host takes each code once, so the person waits for a new one. */
function typedCodes(
  { codes, askCode }: LiveSettings,
  host: Host,
  account: string,
  circumstances: LoginCircumstances,
  signal: AbortSignal,
): LoginCodes | undefined {
  if (askCode === undefined) return undefined;
  const request = attemptRequest(host, account, undefined, circumstances, signal);
  const answer: CodeSource = async ({ over }) => {
    await codes.attempt(request);
    return askCode(`${host.name}: a new one-time code of ${account}: `, AbortSignal.any([signal, over]));
  };
  return { ready: () => codes.turn(request), answer };
}

function attemptRequest(
  host: Host,
  account: string,
  copy: string | undefined,
  circumstances: LoginCircumstances,
  signal: AbortSignal,
): AttemptRequest {
  return {
    stateFile: { host: `${host.address}:${host.port}`, account, ...(copy === undefined ? {} : { copy }) },
    clockOffset: circumstances.clockOffset,
    onWait: (seconds, reason) => {
      circumstances.waiting(`${account}: ${waitReasons[reason]}`, seconds);
    },
    signal,
  };
}

function stateSecret(enrolment: Enrolment): StateSecret {
  return { secret: enrolment.secret, text: stateFileText(enrolment) };
}

const waitReasons: Readonly<Record<WaitReason, string>> = {
  window: 'every code that is valid now was used',
  'rate-limit': 'the host allows three codes in 30 seconds',
};

/** Key files are read and parsed once, however many hosts use them. */
function keyCache(): (file: string | undefined) => Promise<readonly PrivateKey[]> {
  const cache = new Map<string, Promise<readonly PrivateKey[]>>();
  return (file) => {
    const name = file ?? '';
    const known =
      cache.get(name) ?? (file === undefined ? loadDefaultPrivateKeys() : loadPrivateKey(file).then((key) => [key]));
    cache.set(name, known);
    return known;
  };
}
