// Why a host key was refused, in words: what, where, and the command that repairs it.
import { knownHostName } from '../formats/known-hosts.ts';
import { quote } from '../shell/quote.ts';
import { ConnectionError, type Endpoint } from './connection.ts';
import type { HostKeyJudgement } from './host-key-judgement.ts';
import type { StoredHostKey, StoredHostKeys } from './host-key-store.ts';
import { describeKey, keyTypeName, minimumRsaBits, type PublicKey } from './public-key.ts';

/** The error for a key that was presented and is not to be trusted. */
export function refuseHostKey(
  endpoint: Endpoint,
  key: PublicKey,
  judgement: Exclude<HostKeyJudgement, { kind: 'known' }>,
  stored: StoredHostKeys,
  file: string,
): ConnectionError {
  const host = knownHostName(endpoint.address, endpoint.port);
  switch (judgement.kind) {
    case 'unknown':
      return new ConnectionError(
        'host-key',
        `the host key of ${host} is not known: it presented the ${describeKey(key)}`,
        {
          help: [
            `compare that fingerprint with the host's own (ssh-keygen -lf on its console), then add it: ${scan(endpoint, [key.type], file)}`,
          ]
            .concat(stored.malformed.map((problem) => `this line was skipped: ${problem}`))
            .join('\n'),
        },
      );
    case 'changed':
      return new ConnectionError(
        'host-key',
        `the host key of ${host} has changed: ${place(judgement.line)} says otherwise, it presented the ${describeKey(key)}`,
        {
          help: `somebody may be listening in, or the host was installed anew. Only if you know why: ${remove(host, judgement.line)} && ${scan(endpoint, [key.type], judgement.line.file)}`,
        },
      );
    case 'revoked':
      return new ConnectionError(
        'host-key',
        `the ${describeKey(key)} of ${host} is revoked: ${place(judgement.line)}`,
        {
          help: 'this key must not be trusted any more: give the host a new one',
        },
      );
    case 'authority':
      return new ConnectionError(
        'host-key',
        `${host} is known only by a certificate authority: ${place(judgement.line)}`,
        {
          help: `host certificates are not supported; add the key of the host itself: ${scan(endpoint, [key.type], file)}`,
        },
      );
    case 'weak':
      return new ConnectionError(
        'host-key',
        `the RSA host key of ${host} has ${judgement.bits} bits, fewer than ${minimumRsaBits}`,
        {
          help: 'give the host a new key: ssh-keygen -A after removing the old one, or use its ed25519 key',
        },
      );
  }
}

/** The error for a host whose stored keys are all of types that cannot be checked. */
export function refuseStoredTypes(endpoint: Endpoint, lines: readonly StoredHostKey[], file: string): ConnectionError {
  const host = knownHostName(endpoint.address, endpoint.port);
  const known = lines.map((line) => `${line.keyType} in ${place(line)}`).join(', ');
  return new ConnectionError('host-key', `the known keys of ${host} are of types that are not supported: ${known}`, {
    help: `add a key of a supported type: ${scan(endpoint, ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa'], file)}`,
  });
}

/** The error for a host that offers no key of a stored type. */
export function refuseOfferedTypes(endpoint: Endpoint, lines: readonly StoredHostKey[]): ConnectionError {
  const host = knownHostName(endpoint.address, endpoint.port);
  const first = lines[0];
  const known = lines.map((line) => `${keyTypeName(line.keyType)} in ${place(line)}`).join(', ');
  return new ConnectionError('host-key', `${host} has no host key of a known type any more (known: ${known})`, {
    help: `somebody may be listening in, or the host was installed anew.${first ? ` Only if you know why: ${remove(host, first)}` : ''}`,
  });
}

function place(line: StoredHostKey): string {
  return `${line.file}:${line.line}`;
}

function remove(host: string, line: StoredHostKey): string {
  return `ssh-keygen -R ${quote(host)} -f ${quote(line.file)}`;
}

function scan({ address, port }: Endpoint, types: readonly string[], file: string): string {
  const names = types.map((type) => keyTypeName(type).toLowerCase()).join(',');
  // A leading dash would be an option.
  return `ssh-keyscan -p ${port} -t ${names} -- ${quote(address)} >> ${quote(file)}`;
}
