// Where PAM looks for secrets. What rules know of state files holds only where that is the usual place, and the files are their users'.
import { secretCopies, type SecretCopy } from '../facts/secret-copies.ts';
import { isSecretPath } from '../formats/pam-config.ts';
import { moduleStateFile, readsFrom } from '../formats/state-file.ts';
import { codeLines } from './code-lines.ts';
import type { PamReading } from './pam-reading.ts';
import type { AuditContext } from './rule.ts';

/** Why what is known of state files says nothing about codes: PAM keeps secrets in other files, or may do so. */
export function secretsElsewhere(pam: PamReading): string | undefined {
  if (pam.stack.state !== 'known') return `where PAM looks for secrets is not known: ${pam.stack.reason}`;
  const args = optionsOf(pam);
  const place = codeLines(pam.stack.auth)
    .filter((line) => !readsFrom(line.args, pam.stateFile))
    .map((line) => valuesOf(line.args, 'secret').at(-1) ?? `~/${moduleStateFile}`)[0];
  if (place !== undefined) return `PAM keeps secrets at ${isSecretPath(place) ? place : '…'}, which is not looked at`;
  const [reader] = valuesOf(args, 'user');
  return reader === undefined ? undefined : `PAM reads secrets as ${reader}, which is not looked at`;
}

/** What `secretCopies` found, without the files that PAM itself looks for: removing one of those locks its user out. */
export function copiesOfSecrets({ facts, pam }: AuditContext): readonly SecretCopy[] {
  const places = valuesOf(optionsOf(pam), 'secret');
  return facts
    .get(secretCopies)
    .filter(({ kind, path }) => kind === 'history' || !places.some((place) => leadsTo(place, path)));
}

/** Why there may be copies that were not found. */
export function unseenCopies({ pam, root }: AuditContext): readonly string[] {
  const elsewhere = secretsElsewhere(pam) ?? [];
  return [elsewhere, root ? [] : 'only root can look into the homes of others'].flat();
}

function optionsOf({ stack }: PamReading): readonly string[] {
  return stack.state === 'known' ? codeLines(stack.auth).flatMap(({ args }) => args) : [];
}

function valuesOf(args: readonly string[], option: string): readonly string[] {
  return args.flatMap((arg) => (arg.startsWith(`${option}=`) ? [arg.slice(option.length + 1)] : []));
}

const home = /^(?:~|\$\{HOME\})(?=\/)/;

/** Whether a path is one that the module makes of a place with `~`, `${HOME}` or `${USER}` in it. */
function leadsTo(place: string, path: string): boolean {
  const wanted = namesIn(place.replace(home, ''));
  const found = namesIn(path);
  const above = found.length - wanted.length;
  if (home.test(place) ? above < 0 : above !== 0) return false;
  return wanted.every((name, index) => fits(name, found[above + index] ?? ''));
}

function namesIn(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}

function fits(wanted: string, name: string): boolean {
  const [start = '', ...rest] = wanted.split('${USER}');
  const end = rest.at(-1);
  return end === undefined ? wanted === name : name.startsWith(start) && name.endsWith(end);
}
