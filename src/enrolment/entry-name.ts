// Account names as file names: `alice` is `alice.age`, and no account name can leave the vault.
import { KeyturnError } from '../diagnostics/errors.ts';

const ending = '.age';
/** The longest name that ext4, APFS and NTFS take, less what a temporary file adds to it. */
const longestName = 255 - 32;

/** The file of an account's entry. Bytes outside `A-Z a-z 0-9 _ @ + - .`, and a dot in front, become `%XX`: one name, one file. */
export function entryName(account: string): string {
  // A lone surrogate has no bytes of its own: two names would share one file.
  const name = [...Buffer.from(account, 'utf8')].map(escapeByte).join('') + ending;
  if (account !== '' && !/\p{Cs}/u.test(account) && name.length <= longestName) return name;
  throw new KeyturnError(`the account name ${JSON.stringify(account.slice(0, 100))} cannot name a vault entry`, {
    help: 'use a name of 1 to 200 characters',
  });
}

/** The account of an entry file, or undefined for any other file (temporary files begin with a dot). */
export function accountOf(name: string): string | undefined {
  if (!name.endsWith(ending) || name.startsWith('.')) return undefined;
  try {
    const account = decodeURIComponent(name.slice(0, -ending.length));
    return entryName(account) === name ? account : undefined;
  } catch {
    return undefined;
  }
}

function escapeByte(byte: number, index: number): string {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z0-9_@+-]/.test(char) || (char === '.' && index > 0)) return char;
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
