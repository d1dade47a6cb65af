// How large and how deep a file may be. A file beyond a limit is a mistake or an attack; both get a diagnostic in under a second.

/** What kind of document a text is; the kinds differ in limits and in what YAML they allow. */
export type DocumentKind = 'inventory' | 'playbook' | 'profile' | 'baseline';

export interface Limits {
  readonly bytes: number;
  /** Nested lists and maps. */
  readonly depth: number;
  /** Lexical tokens, about six per line. */
  readonly tokens: number;
  readonly aliases: number;
  /** Nodes that aliases add when each is replaced by what it stands for. */
  readonly expandedNodes: number;
}

/** What a saved plan of tens of thousands of hosts needs. */
export const savedPlanLimit = { bytes: 256 * 1024 * 1024 } as const;

export const limits: Readonly<Record<DocumentKind, Limits>> = {
  inventory: { bytes: 32 * 1024 * 1024, depth: 64, tokens: 12_000_000, aliases: 1_000, expandedNodes: 200_000 },
  playbook: { bytes: 1024 * 1024, depth: 32, tokens: 150_000, aliases: 0, expandedNodes: 0 },
  profile: { bytes: 256 * 1024, depth: 16, tokens: 50_000, aliases: 0, expandedNodes: 0 },
  baseline: { bytes: 1024 * 1024, depth: 16, tokens: 200_000, aliases: 0, expandedNodes: 0 },
};
