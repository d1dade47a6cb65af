// What a host may send before it has let us in. Guards the stream below ssh2.
import type { Duplex } from 'node:stream';

import { ConnectionError } from './connection.ts';

/** The limit of everything that is received before the login is over: key exchange, banners, prompts. */
export const maximumBeforeLogin = 256 * 1024;

const maximumIdent = 64 * 1024;

/**
 * Holds back what arrives until the server's whole identification line is there (RFC 4253 §4.2), because ssh2 computes a wrong
 * exchange hash if that line comes in three pieces, and limits how much arrives until `release` is called.
 * Calls `refuse` once, and passes nothing on, when a limit is broken or the identification cannot be one of SSH 2.
 */
export function guardInbound(
  stream: Duplex,
  refuse: (error: ConnectionError) => void,
): { readonly release: () => void } {
  const push = stream.push.bind(stream);
  let held: Buffer | undefined = Buffer.alloc(0);
  let total = 0;
  let open = true;
  const block = (message: string): boolean => {
    open = false;
    held = undefined;
    refuse(new ConnectionError('handshake', message));
    return true;
  };
  // Both net.Socket and ssh2's channels hand every byte that they receive to their own `push`.
  stream.push = (chunk: Buffer | null, ...rest): boolean => {
    if (!open) return true;
    if (chunk === null) {
      if (held !== undefined && held.length > 0) push(held);
      return push(null);
    }
    total += chunk.length;
    if (total > maximumBeforeLogin)
      return block(`the host sent more than ${maximumBeforeLogin / 1024} KiB before the login`);
    if (held === undefined) return push(chunk, ...rest);
    held = Buffer.concat([held, chunk]);
    const ident = findIdent(held);
    if (ident === undefined) {
      return held.length > maximumIdent ? block('the host does not identify itself as an SSH server') : true;
    }
    const problem = identProblem(ident);
    if (problem !== undefined) return block(problem);
    const whole = held;
    held = undefined;
    return push(whole);
  };
  // A tunnel may have received the identification before it was handed out: it goes through the guard like everything after it.
  const early = stream.read() as Buffer | null;
  if (early !== null) stream.push(early);
  return {
    release: () => {
      if (open) delete (stream as Partial<Duplex>).push;
    },
  };
}

/** The complete identification line, without its end, if it has arrived. Lines before it are the server's greeting. */
function findIdent(received: Buffer): string | undefined {
  const [, ident] = /(?:^|\n)(SSH-[^\n]*)\n/.exec(received.toString('latin1')) ?? [];
  return ident?.replace(/\r$/, '');
}

function identProblem(ident: string): string | undefined {
  const [, version, software] = /^SSH-([^-]*)-(.*)$/.exec(ident) ?? [];
  if (version !== '2.0' && version !== '1.99') return 'the host does not speak SSH 2';
  return /^\S/.test(software ?? '') ? undefined : 'the host names no software version, which RFC 4253 demands';
}
