// What differs between distribution families: data first, functions only where data cannot say it. Adding a family is adding a file.
import type { PackageManager } from '../package-managers/package-manager.ts';

/** Where the things are that decide about logins, and what they are called. Probes find the same in variables: facts/probe/family.ts. */
export interface Layout {
  /** The PAM service that sshd asks; its file is `/etc/pam.d/` and this. */
  readonly pamService: string;
  /** sshd's main configuration file. */
  readonly sshdConfig: string;
  /** Our own file in the folder of drop-ins: a name that sshd reads before all others there. */
  readonly sshdDropIn: string;
  /** An account's state file, below its home: what the PAM module is told to read, and where `enrol` writes. */
  readonly stateFile: string;
  /** The units of systemd that start sshd, or listen for it. */
  readonly units: readonly string[];
}

/** A distribution family. */
export interface Distro extends Layout {
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
  /** The line of the PAM file that asks for the password; between its words may be any blanks. */
  readonly pamPasswordLine: string;
  /**
   * A file by which a libpam is known that takes `@include`, as Debian's does, and looks for included files in /etc/pam.d only. Wherever it
   * is, whatever the family; undefined where libpam is upstream's.
   */
  readonly includeMark: string | undefined;
}

/** The folder of sshd's drop-ins. */
export function dropInFolder({ sshdDropIn }: Layout): string {
  return sshdDropIn.slice(0, sshdDropIn.lastIndexOf('/'));
}
