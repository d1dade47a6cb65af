// Public keys of users as authorized_keys(5) has them (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709, PROTOCOL.u2f): whether sshd can read one.

/** Why a key cannot be read; not `sure` where a later release of sshd might. */
export interface KeyProblem {
  readonly text: string;
  readonly sure: boolean;
}

/** What follows the name of the type in the bytes: strings, each of which a test takes. */
const fieldsOf: Readonly<Record<string, readonly ((field: Buffer) => boolean)[]>> = {
  'ssh-ed25519': [isLength(32)],
  'ssh-rsa': [isNumber(1), isNumber(1024)],
  'ssh-dss': [isNumber(1), isNumber(1), isNumber(1), isNumber(1)],
  'ecdsa-sha2-nistp256': [isText('nistp256'), isPoint(65)],
  'ecdsa-sha2-nistp384': [isText('nistp384'), isPoint(97)],
  'ecdsa-sha2-nistp521': [isText('nistp521'), isPoint(133)],
  'sk-ssh-ed25519@openssh.com': [isLength(32), () => true],
  'sk-ecdsa-sha2-nistp256@openssh.com': [isText('nistp256'), isPoint(65), () => true],
};

/** What the kinds of keys are called, those that are not known yet included. */
export const keyTypePattern = /^(?:sk-)?(?:ssh|ecdsa)-[a-z0-9-]+(?:@[a-z0-9.-]+)?$/;

/** What keeps a key from being read; undefined where nothing does. */
export function keyBlobProblem(type: string, base64: string): KeyProblem | undefined {
  if (!keyTypePattern.test(type)) return sure('it holds no key');
  if (base64 === '') return sure(`after "${type.slice(0, 40)}" there is no key`);
  // As OpenSSH's decoder reads it: blanks count for nothing, and the end must be whole.
  const text = base64.replace(/[\r\n\v\f]/g, '');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return sure('the key is not base64');
  const fields = stringsIn(Buffer.from(text, 'base64'));
  if (fields === undefined) return sure('the key is cut off');
  const [name, ...rest] = fields;
  if (name?.toString('latin1') !== type) return sure(`the key is of another kind than "${type.slice(0, 40)}"`);
  if (/-cert-v0[01]@openssh\.com$/.test(type)) return sure('a certificate is no key');
  const tests = Object.hasOwn(fieldsOf, type) ? fieldsOf[type] : undefined;
  if (tests === undefined) return { text: `"${type.slice(0, 40)}" is no kind of key that is known`, sure: false };
  const isWhole = rest.length === tests.length && tests.every((test, index) => test(rest[index] ?? Buffer.alloc(0)));
  return isWhole ? undefined : sure('the key is malformed');
}

/** The size of an RSA key; undefined for other kinds, and for what is no key. */
export function rsaBits(type: string, base64: string): number | undefined {
  const modulus = type === 'ssh-rsa' ? stringsIn(Buffer.from(base64, 'base64'))?.[2] : undefined;
  return modulus === undefined ? undefined : bitsOf(modulus);
}

function sure(text: string): KeyProblem {
  return { text, sure: true };
}

function stringsIn(bytes: Buffer): readonly Buffer[] | undefined {
  const found: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function isLength(length: number): (field: Buffer) => boolean {
  return (field) => field.length === length;
}

function isText(text: string): (field: Buffer) => boolean {
  return (field) => field.toString('latin1') === text;
}

/** An uncompressed point of a curve; that it lies on the curve is not looked at. */
function isPoint(length: number): (field: Buffer) => boolean {
  return (field) => field.length === length && field[0] === 4;
}

/** A positive number of so many bits at least (SSH_RSA_MINIMUM_MODULUS_SIZE). */
function isNumber(bits: number): (field: Buffer) => boolean {
  return (field) => {
    return field.length > 0 && (field[0] ?? 0) < 0x80 && bitsOf(field) >= bits;
  };
}

function bitsOf(field: Buffer): number {
  const first = field.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (field.length - first - 1) * 8 + (32 - Math.clz32(field[first] ?? 0));
}
