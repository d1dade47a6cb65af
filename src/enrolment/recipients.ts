// `recipients.txt`: the public keys that every entry of a vault is sealed to, in the format of `age --recipients-file`.
import { KeyturnError } from '../diagnostics/errors.ts';
import { isRecipient } from './seal.ts';

/** A vault's list of public keys, relative to it. */
export const recipientsFile = 'recipients.txt';

/** The public keys in a file, at least one, one per line; blank lines and `#` comments are skipped. */
export async function parseRecipients(file: string, text: string): Promise<readonly string[]> {
  const recipients: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (!(await isRecipient(line))) throw badRecipient(`${file}:${index + 1}`, line);
    recipients.push(line);
  }
  if (recipients.length > 0) return recipients;
  throw new KeyturnError(`no public key in "${file}"`, {
    help: 'add the public key of an identity; age-keygen -y FILE prints it',
  });
}

/** A file for one public key. */
export function printRecipients(recipient: string): string {
  return `# Who can open this vault: age public keys, one per line. New entries are sealed to all of them.\n${recipient}\n`;
}

function badRecipient(place: string, line: string): KeyturnError {
  // Never quoted: people do paste the wrong half of a key pair.
  if (line.includes('AGE-SECRET-KEY-')) {
    return new KeyturnError(`${place}: an identity, not a public key`, {
      help: 'everyone who saw this file can open the entries: make a new identity and use its public key',
    });
  }
  return new KeyturnError(`${place}: not an age public key`, {
    help: 'a public key begins with "age1"; age-keygen -y FILE prints that of an identity',
  });
}
