// A run's services for real: ssh, the vault, the record of spent codes, the clock.
import { hostname, userInfo } from 'node:os';
import type { CodeSource } from '../connection/authentication.ts';
import { connect, type ConnectOptions } from '../connection/connect.ts';
import type { Endpoint } from '../connection/connection.ts';
import type { HostKeyPolicy } from '../connection/host-key-check.ts';
import type { HostKeyStore } from '../connection/host-key-store.ts';
import { login } from '../connection/login.ts';
import { loadDefaultPrivateKeys, loadPrivateKey, type PrivateKey } from '../connection/private-key.ts';
import { UsageError } from '../diagnostics/errors.ts';
import type { WaitReason } from '../enrolment/code-choice.ts';
import type { CodeRequest, Codes } from '../enrolment/codes.ts';
import type { Enrolments } from '../enrolment/enrolments.ts';
import { stateFileText } from '../enrolment/state-file-text.ts';
import type { Host } from '../inventory/host.ts';
import { newNonce } from '../run/run-id.ts';
import type { LoginCircumstances, RunServices } from '../run/services.ts';

/** What the command line and the user's files say about connecting. */
export interface LiveSettings {
  readonly user: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly knownHosts: HostKeyStore;
  readonly hostKeyPolicy: HostKeyPolicy;
  /** Milliseconds. */
  readonly connectTimeout: number;
  /** Undefined without a vault: then nobody can be enrolled and no code can be made. */
  readonly enrolments: Enrolments | undefined;
  readonly codes: Codes;
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
      const codes = await loginCodes(settings, host, account, circumstances, signal);
      await codes?.ready();
      const connection = await connect(endpoint(host, account), {
        ...options(signal),
        keys: await keys(settings.privateKeyFile ?? host.privateKeyFile),
        answerCode: codes?.answer,
      });
      return { connection, evidence: connection.info.evidence };
    },
    async login(host, { account, policy, privateKeyFile }, circumstances, signal) {
      if (privateKeyFile === undefined) return undefined;
      const needsCode = policy === 'publickey+otp';
      const codes = needsCode ? await loginCodes(settings, host, account, circumstances, signal) : undefined;
      if (needsCode && codes === undefined) return undefined;
      const [key] = await keys(privateKeyFile);
      await codes?.ready();
      return login(endpoint(host, account), { key, code: codes?.answer }, options(signal));
    },
    enrolments: {
      entry: (account) => settings.enrolments?.entry(account) ?? 'absent',
      async stateFile(account, issuer) {
        if (settings.enrolments === undefined) throw noVault();
        return stateFileText(await settings.enrolments.obtain(account, issuer));
      },
    },
    operator: `${userInfo().username}@${hostname()}`,
    now: Date.now,
    nonce: newNonce,
  };
}

/** Enrolling needs a place where the secret is safe before a host knows it. */
export function noVault(): UsageError {
  return new UsageError('enrolling users needs a vault', {
    help: 'make one with `keyturn vault init DIR`, then name it with --vault DIR',
  });
}

/** Where an account's codes come from, when the vault lets us make them. */
interface LoginCodes {
  /** To be awaited before a login begins: beyond its rate limit a host shows no prompt, it refuses. */
  ready(): Promise<void>;
  readonly answer: CodeSource;
}

async function loginCodes(
  { enrolments, codes }: LiveSettings,
  host: Host,
  account: string,
  circumstances: LoginCircumstances,
  signal: AbortSignal,
): Promise<LoginCodes | undefined> {
  if (enrolments?.entry(account) !== 'open') return undefined;
  const { secret } = await enrolments.obtain(account, '');
  const request: CodeRequest = {
    stateFile: { host: `${host.address}:${host.port}`, account },
    secret,
    clockOffset: circumstances.clockOffset,
    onWait: (seconds, reason) => {
      circumstances.waiting(`${account}: ${waitReasons[reason]}`, seconds);
    },
    signal,
  };
  return { ready: () => codes.ready(request), answer: () => codes.take(request) };
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
