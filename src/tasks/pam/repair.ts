// What to write in sshd's PAM service so that it asks for what is wanted, where Keyturn does not write it itself. An edit is named only where
// the model, run over the file with it, finds nothing wrong: to "remove that line" may leave a stack that lets everybody in, or nobody.
import { unknownOption, weakening } from '../../access/pam/google-authenticator.ts';
import { codeModule } from '../../access/pam/modules.ts';
import type { Distro } from '../../distros/distro.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { lineBody, splitLines } from '../../formats/lines.ts';
import { moduleName, parsePamConfig, type PamLine, type PamRule } from '../../formats/pam-config.ts';
import type { Remedy } from '../../plan/refusal.ts';
import type { PamFactor } from '../../policies/factor.ts';
import { blockLines, codeLineAt, passwordLines, withBlock } from './block.ts';
import { asksFor, firstRight, type Edit } from './edit.ts';
import { sessionLines } from './session-lines.ts';

/** For a code line of the administrator's own that does not ask for what is wanted; undefined where no edit is known to come out right. */
export function repairOf(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  passwordLine: string,
): Remedy | undefined {
  const [first, ...others] = parsePamConfig(text).flatMap(codeLineOf);
  if (first === undefined) return undefined;
  const required = [first, ...others].flatMap((one) => changed(one.entry, requiredLine(one.rule)));
  const single = [...changed(first.entry, requiredLine(first.rule)), ...others.flatMap(({ entry }) => off(entry))];
  const password = passwordLines(text, passwordLine).flatMap((index) => offAt(text, index));
  const candidates = [required, single, [...required, ...password], [...single, ...password]];
  return firstRight(service.path, text, candidates, asksFor(service, asks));
}

/** Where our block is in the file, and a line outside of it asks for a code too: that line goes. */
export function repairBesideBlock(service: PamService, asks: readonly PamFactor[]): Remedy | undefined {
  const text = service.text ?? '';
  const inBlock = blockLines(text);
  const others = parsePamConfig(text)
    .flatMap(codeLineOf)
    .filter(({ entry }) => !inBlock.includes(entry.line));
  return firstRight(service.path, text, [others.flatMap(({ entry }) => off(entry))], asksFor(service, asks));
}

/** Where the line for the password is not the distribution's: the code takes the place of what asks for one, or follows it. */
export function repairOtherPassword(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  stateFile: string,
): Remedy | undefined {
  const entries = parsePamConfig(text);
  const keepsPassword = asks.includes('password');
  const replaced = entries.filter(asksForPassword).flatMap((entry): readonly (readonly Edit[])[] => {
    const line = lineBody(entry.raw);
    const { lines, unknown } = keepsPassword ? { lines: [], unknown: [] } : sessionLines(service, text, line.trim());
    if (unknown.length > 0) return [];
    const becomes = [...(keepsPassword ? [line] : []), codeLineAt(stateFile), ...lines];
    return [changed(entry, becomes.join('\n'))];
  });
  const [top] = entries;
  const above = top === undefined ? [] : changed(top, [codeLineAt(stateFile), lineBody(top.raw)].join('\n'));
  return firstRight(service.path, text, [...replaced, above], asksFor(service, asks));
}

/** Where several lines ask for the password: with one of them left, ours takes its place. */
export function repairSeveralPasswords(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  { pamPasswordLine, stateFile }: Distro,
): Remedy | undefined {
  const places = passwordLines(text, pamPasswordLine);
  const candidates = places.map((kept) => places.filter((one) => one !== kept).flatMap((one) => offAt(text, one)));
  const isRight = asksFor(service, asks);
  return firstRight(service.path, text, candidates, (edited) => {
    const [left, ...others] = passwordLines(edited, pamPasswordLine);
    return left !== undefined && others.length === 0 && isRight(withBlock(edited, left, asks, stateFile));
  });
}

/** Where a line before the one for the password leads past it: it goes behind that one. */
export function repairOrder(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  { pamPasswordLine, stateFile }: Distro,
): Remedy | undefined {
  const [place = 0] = passwordLines(text, pamPasswordLine);
  const password = lineBody(splitLines(text)[place] ?? '');
  const before = parsePamConfig(text).filter(
    (entry) => entry.kind === 'rule' && entry.rule.type === 'auth' && entry.line <= place,
  );
  const candidates = before.map((entry) => {
    const behind = { line: place + 1, was: password, becomes: `${password}\n${lineBody(entry.raw)}` };
    return [...changed(entry, `#${lineBody(entry.raw)}`), behind];
  });
  const isRight = asksFor(service, asks);
  const remedy = firstRight(service.path, text, candidates, (edited) => {
    const [left] = passwordLines(edited, pamPasswordLine);
    return left !== undefined && isRight(withBlock(edited, left, asks, stateFile));
  });
  return remedy && { ...remedy, help: `${remedy.help}; exempt the accounts that the line is for (\`exempt\`)` };
}

interface CodeLine {
  readonly entry: PamLine;
  readonly rule: PamRule;
}

function codeLineOf(entry: PamLine): readonly CodeLine[] {
  if (entry.kind !== 'rule') return [];
  const isOne = entry.rule.type === 'auth' && moduleName(entry.rule.module) === codeModule;
  return isOne ? [{ entry, rule: entry.rule }] : [];
}

function asksForPassword(entry: PamLine): boolean {
  if (entry.kind === 'include') return true;
  if (entry.kind !== 'rule' || entry.rule.type !== 'auth') return false;
  return /^(?:include|substack)$/.test(entry.rule.control) || moduleName(entry.rule.module) === 'pam_unix.so';
}

/** The same line as one that demands the code of everybody: without options that weaken it, or that the module does not know. */
function requiredLine({ module, args }: PamRule): string {
  const kept = args.filter((arg) => arg !== 'nullok' && !weakening.test(arg) && unknownOption([arg]) === undefined);
  return ['auth required', module, ...kept].join(' ');
}

/** A rule that goes on over several lines is not edited. */
function changed(entry: PamLine, becomes: string): readonly Edit[] {
  const was = lineBody(entry.raw);
  if (was.includes('\n') || was.trim().replaceAll(/\s+/g, ' ') === becomes) return [];
  return [{ line: entry.line, was, becomes }];
}

function off(entry: PamLine): readonly Edit[] {
  return changed(entry, `#${lineBody(entry.raw)}`);
}

function offAt(text: string, index: number): readonly Edit[] {
  const was = lineBody(splitLines(text)[index] ?? '');
  return [{ line: index + 1, was, becomes: `#${was}` }];
}
