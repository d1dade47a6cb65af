// What is known of a state file, of its home, and of what its account may do there.

export type Permission = 'yes' | 'no' | 'unknown';

/** What stands at a path. `unknown`: the probe was not allowed to look. */
export type FileKind = 'absent' | 'regular' | 'directory' | 'other' | 'unknown';

/** Owner and mode of a path; all undefined unless it exists. Modes are octal without leading zeros, as stat(1) prints them. */
export interface PathState {
  readonly kind: FileKind;
  readonly mode: string | undefined;
  readonly uid: number | undefined;
  readonly gid?: number | undefined;
}

/** The state file of one account, as the PAM module would find it. Links are followed, as the module does. */
export interface StateFile {
  readonly account: string;
  readonly uid: number;
  readonly path: string;
  /** Where the path leads, where it is a symbolic link; empty where it leads in circles, or through a folder that is not there. */
  readonly leadsTo?: string | undefined;
  readonly home: PathState;
  /** Whether the account, as which the module reads, gets to the file; `barrier` is the folder that it may not enter. */
  readonly reach: Permission;
  readonly barrier?: string | undefined;
  /** Whether it may make files in the folder of the state file. */
  readonly mayWrite: Permission;
  readonly room: Room;
  /** Where the home's file system is mounted; undefined when unknown. */
  readonly mount: string | undefined;
  readonly file: PathState;
  readonly size?: number | undefined;
  /** The lines, with neither secret nor codes, for `stateSettings`; undefined when they could not be read to the end. */
  readonly text: string | undefined;
  /** A state file that was read before and holds the same secret; secrets are compared on the host. */
  readonly twin?: string | undefined;
}

/**
 * What is left on the file system of the home. `full`: too little for the module to write the file anew; `low`: too little for Keyturn;
 * `read-only`: nobody can write there, for the file system, or the home itself, is read-only.
 */
export type Room = 'ok' | 'low' | 'full' | 'read-only' | 'unknown';

/** State files of the accounts that can log in, and of those that were asked for. */
export interface StateFiles {
  readonly files: readonly StateFile[];
}
