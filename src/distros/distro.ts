// What differs between distribution families: data first, functions only where data cannot say it.
import type { PackageManager } from '../package-managers/package-manager.ts';

/** A distribution family. */
export interface Distro {
  readonly name: string;
  /** Values of `ID` or `ID_LIKE` in os-release(5) that belong here. */
  readonly ids: readonly string[];
  /** The releases on which logins were proven, for a reader: `Debian 11, 12 and 13`. */
  readonly tested: string;
  readonly packageManager: PackageManager;
  /** The package that brings pam_google_authenticator. */
  readonly otpPackage: string;
  /** The unit or init script of the SSH daemon. */
  readonly sshService: string;
  readonly pamFile: string;
  /** The line of the PAM file that asks for the password, as a regular expression over a whole line. */
  readonly pamPasswordLine: RegExp;
  readonly sshdConfig: string;
  readonly sshdDropIn: string;
}
