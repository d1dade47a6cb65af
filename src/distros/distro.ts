// What differs between distribution families: data first, functions only where data cannot say it.
import type { Command } from '../shell/command.ts';

/** A distribution family. */
export interface Distro {
  readonly name: string;
  /** Values of `ID` or `ID_LIKE` in os-release(5) that belong here. */
  readonly ids: readonly string[];
  /** The package that brings pam_google_authenticator. */
  readonly otpPackage: string;
  /** The unit or init script of the SSH daemon. */
  readonly sshService: string;
  readonly pamFile: string;
  /** The line of the PAM file that asks for the password, as a regular expression over a whole line. */
  readonly pamPasswordLine: RegExp;
  readonly sshdConfig: string;
  readonly sshdDropIn: string;
  /** Commands that install packages without asking anything; the first one that fails ends it. */
  installPackages(packages: readonly string[]): readonly Command[];
}
