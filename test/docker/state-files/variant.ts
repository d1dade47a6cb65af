// A state file as somebody may have it, and the code that its user would type.

export interface Variant {
  readonly title: string;
  readonly text: string;
  /** What the app shows: a code of the time, in steps of so many seconds, or that of a counter. */
  readonly app: { readonly step: number } | { readonly counter: number };
  /** Shell that runs once the file is written, 0400 and its user's: `$name`, `$home` and `$file` are the account's. */
  readonly and?: string;
  /** The model says that it does not know, whatever the module does. */
  readonly unseen?: true;
  /** What nothing on the host tells: the app decides. Both kinds of code are tried, and one of them must be taken. */
  readonly either?: true;
}

/** Base32 of 160 bits, as google-authenticator writes it. */
export const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

export const timed = '" TOTP_AUTH';

const byTime = { step: 30 };

/** A file of these lines behind the secret, TOTP_AUTH the last of them. */
export function timeBased(title: string, ...lines: readonly string[]): Variant {
  return { title, text: file(secret, ...lines, timed), app: byTime };
}

/** The same for an app with other steps. The window makes codes of short steps last a while. */
export function stepped(step: number, title: string, ...lines: readonly string[]): Variant {
  return { ...timeBased(title, ...lines, '" WINDOW_SIZE 100'), app: { step } };
}

/** A file of these lines behind the secret, for an app that counts. */
export function counted(counter: number, title: string, ...lines: readonly string[]): Variant {
  return { title, text: file(secret, ...lines), app: { counter } };
}

/** This text and nothing else. */
export function verbatim(title: string, text: string, and?: string): Variant {
  return { title, text, app: byTime, ...(and === undefined ? {} : { and }) };
}

export function file(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
