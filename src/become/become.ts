// Becoming root on a host.

/** A way to become root. Each is one file of this folder. */
export interface Become {
  readonly name: string;
  /** The command that runs `shell` as root. Both are constant text, with nothing but `"$NAME"` in it, that every login shell reads alike. */
  command(shell: string): string;
  /** Why the host did not let us become root, in a reader's words, if this is what `stderr` says; the host's words are not repeated. */
  explain(stderr: string, code: number | undefined): BecomeFailure | undefined;
}

/** What is wrong, and what to do about it. */
export interface BecomeFailure {
  readonly message: string;
  readonly help: string;
}
