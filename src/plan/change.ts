// A change is what a plan wants done to a host: data, no closures, never a secret. How each kind is applied and undone is known
// in this folder only.

/** What a file is to hold. A state file's secret lives in the vault; the plan only names whose it is. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  /** `issuer` is the name in code apps, for an account that has no secret yet. */
  | { readonly kind: 'state-file'; readonly account: string; readonly issuer: string };

interface ChangeBase {
  /** One line for the plan, without its symbol: `/etc/pam.d/sshd: ask for a one-time code`. */
  readonly summary: string;
  /** Whether it can change who logs in how. `login` changes form the transaction, the others are the prepare part. */
  readonly risk: 'none' | 'login';
  /** Services that must reload once this is in place. */
  readonly notify?: readonly string[];
}

/** Replace or create a file. `before` is the text that the plan was made from (undefined: absent), checked again before writing. */
export interface WriteFile extends ChangeBase {
  readonly kind: 'write-file';
  readonly path: string;
  readonly before: string | undefined;
  readonly content: FileContent;
  /** Octal, four digits. Applies to new files; an existing file keeps its mode, owner and context. */
  readonly mode: string;
  /** The account whose file it is. Anything but `root` is written as that account, never as root. */
  readonly owner: string;
}

/** Remove a file that held `before`. */
export interface RemoveFile extends ChangeBase {
  readonly kind: 'remove-file';
  readonly path: string;
  readonly before: string;
}

/** Install packages by their names in the distribution. Inert for logins; never undone. */
export interface InstallPackage extends ChangeBase {
  readonly kind: 'install-package';
  readonly packages: readonly string[];
  /** The PAM modules that they bring, as far as logins are concerned, by file name. */
  readonly pamModules: readonly string[];
}

/** Reload or start a service. */
export interface ServiceChange extends ChangeBase {
  readonly kind: 'service';
  readonly service: string;
  readonly action: 'reload' | 'start';
}

/** The closed union of everything that Keyturn does to a host. */
export type Change = WriteFile | RemoveFile | InstallPackage | ServiceChange;

/** What one account must meet in the effective configuration (`sshd -T -C user=…`) once the changes are in place. */
export interface SshdAssertion {
  readonly account: string;
  /** Lower-case keyword as `sshd -T` prints it → the value it must have. */
  readonly values: Readonly<Record<string, string>>;
}
