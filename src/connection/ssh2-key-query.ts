// Whether a host would take a signature of a key (RFC 4252 §7: a query, answered with SSH_MSG_USERAUTH_PK_OK). ssh2 asks too before it signs, but
// for private keys only, and not for all kinds of keys; so this is the other place that reaches into it.
import ssh2, { type Client } from 'ssh2';

/** One query: the algorithm that a signature would have, and the bytes of the key. */
export interface KeyQuery {
  readonly account: string;
  readonly algorithm: string;
  readonly blob: Buffer;
}

interface Protocol {
  readonly _handlers?: Record<string, Handler | undefined>;
  authPK?: (account: string, key: unknown, algorithm: string) => void;
}

type Handler = (protocol: unknown, ...values: readonly unknown[]) => void;

/** Any key: what ssh2 sends of it is replaced. */
const sample = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g';

/**
 * Sends a query and waits for its answer, which never comes where the connection is lost. Only while ssh2 waits for what to try next. Rejects
 * where the host answers something else than it was asked, and throws if this ssh2 is not built as expected.
 */
export async function queryKey(client: Client, { account, algorithm, blob }: KeyQuery): Promise<boolean> {
  const { _protocol: protocol } = client as unknown as { readonly _protocol?: Protocol };
  const handlers = protocol?._handlers;
  const usual = { ok: handlers?.['USERAUTH_PK_OK'], failure: handlers?.['USERAUTH_FAILURE'] };
  const key = ssh2.utils.parseKey(sample);
  if (!protocol?.authPK || !handlers || !usual.ok || !usual.failure || key instanceof Error) {
    throw new Error('this release of ssh2 is not the one that Keyturn expects');
  }
  const foreign = Object.create(key, { type: { value: algorithm }, getPublicSSH: { value: () => blob } }) as unknown;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      handlers['USERAUTH_PK_OK'] = (_protocol, said, bytes) => {
        const isAsked = said === algorithm && Buffer.isBuffer(bytes) && bytes.equals(blob);
        if (isAsked) resolve(true);
        else reject(new Error('the host answered for a key that it was not asked about'));
      };
      handlers['USERAUTH_FAILURE'] = () => {
        resolve(false);
      };
      protocol.authPK?.(account, foreign, algorithm);
    });
  } finally {
    handlers['USERAUTH_PK_OK'] = usual.ok;
    handlers['USERAUTH_FAILURE'] = usual.failure;
  }
}
