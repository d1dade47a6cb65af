// What an inventory is once it is loaded: plain data, every value with the place it came from.
import type { SourceRange } from '../diagnostics/diagnostic.ts';

/** A variable's value and the line that set it. */
export interface Variable {
  readonly value: unknown;
  readonly origin: SourceRange;
}

/** A host to manage. `vars` are the merged variables, the most specific group winning, as in Ansible. */
export interface Host {
  readonly name: string;
  /** Where to connect: `ansible_host`, else the name. */
  readonly address: string;
  readonly port: number;
  /** The managing account: `ansible_user`; undefined means the operator's own name. */
  readonly user: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** `ansible_become`; undefined leaves it to the play. */
  readonly become: boolean | undefined;
  /** Every group the host is in, `all` included, ancestors too, sorted. */
  readonly groups: readonly string[];
  readonly vars: ReadonlyMap<string, Variable>;
  /** Where the inventory names the host first. */
  readonly range: SourceRange;
  /** Why Keyturn cannot manage this host, such as a connection other than ssh. Selecting it for a run is an error. */
  readonly unsupported?: string;
}

/** A group with what it holds directly. */
export interface Group {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly vars: ReadonlyMap<string, Variable>;
}

/** All hosts in the order of the file, and all groups, `all` and `ungrouped` included. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly groups: ReadonlyMap<string, Group>;
}
