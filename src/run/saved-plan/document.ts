// A saved plan as its file holds it: what was looked at, what is to be done, and who could log in afterwards. Described by
// schemas/plan.schema.json. It names secrets by their owners and holds none.

/** The whole file. Texts of files stand in it once each, by their sha256: thousands of hosts get the same. */
export interface SavedPlan {
  readonly keyturn_plan: 1;
  /** When it was made, by whose clock does not matter: ISO 8601. */
  readonly made: string;
  readonly made_by: string;
  readonly allow_lockout: readonly string[];
  readonly accept_breaking: readonly string[];
  /** Whether it was made with --no-break-glass. */
  readonly no_break_glass: boolean;
  readonly plays: readonly SavedPlay[];
  readonly texts: Readonly<Record<string, string>>;
}

/** One play over the hosts that it can be carried out on. `number` counts the plays of `playbook` from 0. */
export interface SavedPlay {
  readonly playbook: SavedPlaybook;
  readonly number: number;
  readonly name: string;
  readonly become: boolean;
  readonly hosts: readonly SavedHost[];
  /** Hosts of the play that the plan has nothing for, and how they ended when it was made. */
  readonly left_out: readonly { readonly name: string; readonly status: string }[];
}

/** The playbook that the plan was made from: its absolute path, and where in `texts` it stands. */
export interface SavedPlaybook {
  readonly file: string;
  readonly sha256: string;
}

/** One host with how it is reached, what its plan was made from, and the plan. */
export interface SavedHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly private_key_file: string | null;
  readonly become: boolean | null;
  readonly groups: readonly string[];
  readonly sources: Sources;
  readonly changes: readonly SavedChange[];
  readonly access: readonly SavedAccess[];
}

/** What a plan is made from: a name for readers, such as a path, and a hash or a word for what was found there. */
export type Sources = Readonly<Record<string, string>>;

/** Who can log in how, before and after: from where the plan was made, and from the origins for which something else holds. */
export interface SavedAccess {
  readonly account: string;
  readonly before: string;
  readonly after: string;
  readonly elsewhere: readonly { readonly from: string; readonly before: string; readonly after: string }[];
}

/** A change by what it does; the keys that a kind does not have are missing. */
export interface SavedChange {
  readonly task: string;
  readonly kind: string;
  readonly summary: string;
  readonly risk: string;
  readonly notify?: readonly string[];
  readonly path?: string;
  /** sha256 of the text that is replaced or removed; null for a file that is not there. */
  readonly before?: string | null;
  /** sha256 of the new text. */
  readonly text?: string;
  /** Whose secret the new file holds: it is taken from the vault. */
  readonly state_file_of?: string;
  readonly issuer?: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly packages?: readonly string[];
  readonly service?: string;
  readonly action?: string;
}
