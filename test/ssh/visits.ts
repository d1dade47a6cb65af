// What the tests of authentication share: a server with two accounts, and who visits it.
import { connect, type SshConnection } from '../../src/connection/connect.ts';
import type { CodeSource } from '../../src/connection/authentication.ts';
import type { Evidence } from '../../src/connection/evidence.ts';
import { login, type LoginFactors } from '../../src/connection/login.ts';
import type { SshSettings } from '../../src/connection/login-attempt.ts';
import { generatePrivateKey, type PrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';
import { currentCode, startSshServer, type TestServer, type TestServerOptions } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const totp = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** The key of both accounts: `plain` needs nothing else, `both` a code as well. */
export const key = generatePrivateKey('test');
/** The code that the server wants now. */
export const rightCode: CodeSource = () => Promise.resolve(new Secret(currentCode(totp)));
/** For a login that must not get as far as a code. */
export const noQuestion: CodeSource = () => Promise.reject(new Error('nobody should have asked'));
/** The step of a key that is not enough. */
export const partial = { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true };

const open: { close(): Promise<void> }[] = [];

/** Closes what a test opened. */
export async function closeAll(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
}

/** Starts a server, by default with both accounts. */
export async function serve(options: TestServerOptions = {}): Promise<TestServer> {
  const accounts = { plain: { key: key.publicLine }, both: { key: key.publicLine, totp } };
  const server = await startSshServer({ accounts, ...options });
  open.push(server);
  return server;
}

/** Logs in, and says what it saw. */
export async function see(
  server: TestServer,
  user: string,
  factors: LoginFactors,
  settings: Partial<SshSettings> = {},
): Promise<Evidence> {
  return login(server.endpoint(user), factors, { knownHosts: await storeOf(server.knownHosts), ...settings });
}

/** Connects. */
export async function connectTo(
  server: TestServer,
  user: string,
  keys: readonly PrivateKey[],
  answerCode?: CodeSource,
): Promise<SshConnection> {
  const knownHosts = await storeOf(server.knownHosts);
  const connection = await connect(server.endpoint(user), { keys, knownHosts, answerCode });
  open.push(connection);
  return connection;
}
