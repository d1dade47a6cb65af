// The algorithms that Keyturn offers. What is left out and why: ChaCha20-Poly1305 and every MAC of the encrypt-then-MAC kind (Terrapin,
// CVE-2023-48795, needs one of them, and ssh2 does not say whether strict key exchange is on), SHA-1 signatures and MACs, group exchange
// (ssh2 never checks the prime), and compression (a small packet may grow without a limit).
import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

const hostKeyAlgorithms: ReadonlyMap<string, readonly ServerHostKeyAlgorithm[]> = new Map([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]);

/** The host key types that Keyturn can check, the most wanted first. */
export const hostKeyTypes: readonly string[] = [...hostKeyAlgorithms.keys()];

/** The algorithms to offer a host whose key must be one of the given types. Types that are not supported are left out. */
export function algorithmsFor(keyTypes: readonly string[]): Algorithms {
  const wanted = hostKeyTypes.filter((type) => keyTypes.includes(type));
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
    ],
    serverHostKey: wanted.flatMap((type) => hostKeyAlgorithms.get(type) ?? []),
    cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
    hmac: ['hmac-sha2-256', 'hmac-sha2-512'],
    compress: ['none'],
  };
}
