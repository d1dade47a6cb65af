// The word for a phase that is over.

const participles: Readonly<Record<string, string>> = {
  connect: 'connected',
  gather: 'gathered',
  plan: 'planned',
  prepare: 'prepared',
  stage: 'staged',
  rehearse: 'staged logins tried',
  apply: 'applied',
  // Not `proven`: the report says what the logins showed.
  prove: 'logins tried',
  confirm: 'confirmed',
  converge: 'converged',
  revert: 'reverted',
};

/** `staged` for `stage`; a phase that is new here is `done`. */
export function done(phase: string): string {
  return participles[phase] ?? `${phase} done`;
}
