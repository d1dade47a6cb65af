// An SSH server in this process: what a host says and does, well or badly, is decided by the test. Commands run in a real /bin/sh.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect as connectTo, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { Secret, TOTP } from 'otpauth';
import ssh2, {
  type Algorithms,
  type AuthContext,
  type Connection,
  type KeyboardAuthContext,
  type ParsedKey,
  type ServerChannel,
} from 'ssh2';

import type { Endpoint } from '../../src/connection/connection.ts';
import { generateEd25519 } from '../../src/connection/generate-key.ts';

/** A key pair in OpenSSH's format. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** Makes a key pair, by default an ed25519 one. */
export function keyPair(type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519', bits?: number): KeyPair {
  // One ed25519 key in 256 that ssh2 makes cannot be read again.
  if (type === 'ed25519') {
    const text = generateEd25519();
    return { private: text, public: publicLine(text) };
  }
  return ssh2.utils.generateKeyPairSync(type as 'rsa', { bits: bits ?? (type === 'rsa' ? 2048 : 256) });
}

/** Who may log in, and with what. */
export interface TestAccount {
  /** A public key line. */
  readonly key: string;
  /** Base32; with it the key is only a partial success, and the current code is asked for. */
  readonly totp?: string;
  /** Replaces the usual round of questions. `answer` accepts or rejects in the end. */
  readonly questions?: (context: KeyboardAuthContext) => void;
  /** The methods that the server says can continue, after the key was accepted as one factor. */
  readonly secondMethods?: readonly string[];
}

export interface TestServerOptions {
  readonly accounts?: Readonly<Record<string, TestAccount>>;
  readonly hostKeys?: readonly string[];
  readonly algorithms?: Algorithms;
  readonly banner?: string;
  readonly greeting?: string;
  /** Replaces the handling of an authentication request; return false for the usual handling. */
  readonly onAuthentication?: (context: AuthContext, connection: Connection) => boolean;
  /** Replaces the shell. */
  readonly onExec?: (command: string, channel: ServerChannel, connection: Connection) => void;
  /** The login shell that runs commands, default `/bin/sh`; it gets `-c` and the command. */
  readonly shell?: string;
  /** Sees a connection before anything else does. */
  readonly onConnection?: (connection: Connection, socket: Socket) => void;
  /** Whether to answer channel requests at all. */
  readonly silentChannels?: boolean;
}

export interface TestServer {
  readonly port: number;
  readonly endpoint: (user?: string) => Endpoint;
  /** Public lines of the host keys, as in known_hosts but without a name. */
  readonly hostKeyLines: readonly string[];
  /** A known_hosts file's text for this server. */
  readonly knownHosts: string;
  /** The commands that were run. */
  readonly commands: readonly string[];
  /** How many connections were made. */
  readonly connections: () => number;
  /** The authentication requests, as `account method`, without the probes of keys. */
  readonly attempts: readonly string[];
  close(): Promise<void>;
}

/** The code that a base32 secret gives now. */
export function currentCode(secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startSshServer(options: TestServerOptions = {}): Promise<TestServer> {
  const hostKeys = options.hostKeys ?? [keyPair().private];
  const commands: string[] = [];
  const attempts: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const ssh = new ssh2.Server(
    {
      hostKeys: [...hostKeys],
      ...(options.algorithms && { algorithms: options.algorithms }),
      ...(options.banner !== undefined && { banner: options.banner }),
      ...(options.greeting !== undefined && { greeting: options.greeting }),
    },
    (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => {
        if (context.method !== 'publickey' || context.signature) attempts.push(`${context.username} ${context.method}`);
        if (options.onAuthentication?.(context, connection)) return;
        authenticate(context, options.accounts ?? {});
      });
      connection.on('ready', () => {
        connection.on('session', (accept) => {
          if (options.silentChannels) return;
          accept().on('exec', (acceptExec, _reject, { command }) => {
            commands.push(command);
            const channel = acceptExec();
            if (options.onExec) options.onExec(command, channel, connection);
            else runInShell(options.shell ?? '/bin/sh', command, channel);
          });
        });
      });
    },
  );
  const listener = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    ssh.once('connection', (connection) => options.onConnection?.(connection, socket));
    ssh.injectSocket(socket);
  });
  const port = await listen(listener);
  const hostKeyLines = hostKeys.map(publicLine);
  return {
    port,
    endpoint: (user = 'admin') => ({ address: '127.0.0.1', port, user }),
    hostKeyLines,
    knownHosts: hostKeyLines.map((line) => `[127.0.0.1]:${port} ${line}\n`).join(''),
    commands,
    connections: () => connections,
    attempts,
    close: () => closeAll(listener, sockets),
  };
}

interface RawProtocol {
  readonly _packetRW: {
    readonly write: { readonly allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer };
  };
}

const { sendPacket } = createRequire(import.meta.url)('ssh2/lib/protocol/utils.js') as {
  readonly sendPacket: (protocol: RawProtocol, packet: Buffer) => void;
};

/** Sends a packet that no server of ssh2 would send: its payload, message number first. */
export function sendRaw(connection: Connection, payload: Buffer): void {
  const { _protocol: protocol } = connection as unknown as { readonly _protocol: RawProtocol };
  const { write } = protocol._packetRW;
  const start = write.allocStart;
  const packet = write.alloc(payload.length);
  packet.set(payload, start);
  sendPacket(protocol, write.finalize(packet));
}

/** A string as SSH packets have it (RFC 4251 §5). */
export function wireString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Ends a connection with a reason and words of the test's choice (RFC 4253 §11.1). */
export function sendGoodbye(connection: Connection, reason: number, words: string): void {
  sendRaw(connection, Buffer.concat([Buffer.from([1, 0, 0, 0, reason]), wireString(words), wireString('')]));
}

/** A TCP listener that does with a connection what the test says. */
export async function startListener(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly endpoint: Endpoint; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  const port = await listen(listener);
  const endpoint = { address: '127.0.0.1', port, user: 'admin' };
  return { port, endpoint, close: () => closeAll(listener, sockets) };
}

/** A man in the middle: `relay` decides what becomes of the bytes that the server behind `port` sends. */
export function startProxy(
  port: number,
  relay: (chunk: Buffer, client: Socket, server: Socket) => void,
): ReturnType<typeof startListener> {
  return startListener((client) => {
    const server = connectTo(port, '127.0.0.1');
    client.setNoDelay(true);
    server.setNoDelay(true);
    server.on('error', () => undefined);
    client.on('data', (chunk) => server.write(chunk));
    client.on('close', () => server.destroy());
    server.on('data', (chunk) => {
      relay(chunk, client, server);
    });
    server.on('close', () => client.end());
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

function parse(key: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return parsed;
}

function publicLine(privateKey: string): string {
  const key = [parse(privateKey)].flat()[0];
  if (!key) throw new Error('no key');
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

function authenticate(context: AuthContext, accounts: Readonly<Record<string, TestAccount>>): void {
  const account = accounts[context.username];
  if (context.method === 'publickey' && account && isSigned(context, account.key)) {
    if (account.totp === undefined && !account.questions && !account.secondMethods) context.accept();
    else if (!context.signature) context.accept();
    else context.reject([...(account.secondMethods ?? ['keyboard-interactive'])] as never, true);
  } else if (context.method === 'keyboard-interactive' && account) {
    if (account.questions) account.questions(context);
    else askForCode(context, account.totp ?? '');
  } else {
    context.reject(['publickey'], false);
  }
}

function isSigned(context: AuthContext & { method: 'publickey' }, publicKey: string): boolean {
  const key = parse(publicKey);
  if (!key.getPublicSSH().equals(context.key.data)) return false;
  if (!context.signature || !context.blob) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo);
}

function askForCode(context: KeyboardAuthContext, secret: string): void {
  context.prompt([{ prompt: 'Verification code: ', echo: false }], (answers) => {
    if (answers[0] === currentCode(secret)) context.accept();
    else context.reject(['publickey', 'keyboard-interactive'], false);
  });
}

function runInShell(shell: string, command: string, channel: ServerChannel): void {
  const child = spawn(shell, ['-c', command], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  channel.on('error', () => undefined);
  (channel.stderr as NodeJS.WritableStream).on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr as NodeJS.WritableStream, { end: false });
  child.on('error', () => {
    channel.exit(127);
    channel.end();
  });
  child.on('close', (code, signal) => {
    if (signal) channel.exit(signal.slice(3), false, '');
    else channel.exit(code ?? 255);
    channel.end();
  });
  channel.on('close', () => child.kill('SIGHUP'));
}
