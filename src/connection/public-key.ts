// Public keys as they are on the wire (RFC 4253 §6.6): just enough to name one and to judge its size.
import { createHash } from 'node:crypto';

/** A public key: its type, its bytes in base64 as known_hosts has them, and the fingerprint that `ssh-keygen -l` prints. */
export interface PublicKey {
  readonly type: string;
  readonly base64: string;
  readonly fingerprint: string;
  /** The size of an RSA modulus in bits; undefined for other types, whose type says their size. */
  readonly rsaBits: number | undefined;
}

/** RSA keys with a smaller modulus are refused, hosts' and users' alike. */
export const minimumRsaBits = 2048;

/** Reads a key blob, or undefined if it is none. */
export function readPublicKey(blob: Buffer): PublicKey | undefined {
  const type = readString(blob, 0);
  if (type === undefined) return undefined;
  const name = type.toString('latin1');
  if (!/^[a-z0-9@.-]{1,64}$/i.test(name)) return undefined;
  const rsaBits = name === 'ssh-rsa' ? modulusBits(blob, 4 + type.length) : undefined;
  if (name === 'ssh-rsa' && rsaBits === undefined) return undefined;
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { type: name, base64: blob.toString('base64'), fingerprint: `SHA256:${digest}`, rsaBits };
}

/** A key in the words of `ssh`: `ED25519 key SHA256:…`. */
export function describeKey(key: PublicKey): string {
  return `${keyTypeName(key.type)} key ${key.fingerprint}`;
}

/** The short name of a key type, as `ssh` and `ssh-keyscan -t` use it, in upper case. */
export function keyTypeName(type: string): string {
  return type
    .replace(/^ssh-/, '')
    .replace(/^ecdsa-.*/, 'ecdsa')
    .toUpperCase();
}

function readString(blob: Buffer, offset: number): Buffer | undefined {
  if (offset + 4 > blob.length) return undefined;
  const end = offset + 4 + blob.readUInt32BE(offset);
  return end > blob.length ? undefined : blob.subarray(offset + 4, end);
}

function modulusBits(blob: Buffer, offset: number): number | undefined {
  const exponent = readString(blob, offset);
  const modulus = exponent && readString(blob, offset + 4 + exponent.length);
  if (!modulus) return undefined;
  const first = modulus.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] ?? 0));
}
