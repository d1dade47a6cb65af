// age, the only cryptography on disk. Loaded when first needed: it takes longer to load than the rest of a command.
import { Secret } from '../shell/secret.ts';

/** Seals text to every recipient (`age1…`), as the binary form of an age file. */
export async function seal(text: Secret, recipients: readonly string[]): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(text.reveal());
}

/** An opened age file, or why it did not open: not for these identities, or damaged. */
export type Unsealed =
  | { readonly kind: 'text'; readonly text: Secret }
  | { readonly kind: 'not-a-recipient' }
  | { readonly kind: 'damaged'; readonly cause: unknown };

/** Opens an age file, armored or not. Every change to its bytes, truncation included, gives `damaged` or `not-a-recipient`, never other text. */
export async function unseal(bytes: Uint8Array, identities: readonly Secret[]): Promise<Unsealed> {
  const { armor, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity.reveal());
  try {
    const binary = isArmored(bytes) ? armor.decode(Buffer.from(bytes).toString('latin1')) : bytes;
    return { kind: 'text', text: new Secret(await decrypter.decrypt(binary, 'text')) };
  } catch (cause) {
    const unmatched = cause instanceof Error && cause.message.startsWith('no identity matched');
    return unmatched ? { kind: 'not-a-recipient' } : { kind: 'damaged', cause };
  }
}

function isArmored(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 14)).toString('latin1') === '-----BEGIN AGE';
}

/** A new X25519 identity. */
export async function makeIdentity(): Promise<Secret> {
  const { generateX25519Identity } = await import('age-encryption');
  return new Secret(await generateX25519Identity());
}

/** The public key of an identity; undefined when it is not an identity. */
export async function recipientOf(identity: Secret): Promise<string | undefined> {
  const { identityToRecipient } = await import('age-encryption');
  try {
    return await identityToRecipient(identity.reveal());
  } catch {
    // The decoder's error quotes the identity: it must not travel on.
    return undefined;
  }
}

/** Whether text is a public key that we can seal to. */
export async function isRecipient(text: string): Promise<boolean> {
  const { Encrypter } = await import('age-encryption');
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
