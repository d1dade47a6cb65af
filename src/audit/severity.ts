// How bad a finding is. Profiles may say otherwise than the rules do.

/** From worst to mildest. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Whether a severity is the given one or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** The worst of them; undefined for none. */
export function worstSeverity(found: Iterable<Severity>): Severity | undefined {
  const all = new Set(found);
  return severities.find((severity) => all.has(severity));
}
