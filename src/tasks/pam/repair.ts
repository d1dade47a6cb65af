// What to write in sshd's PAM service so that a code line of the administrator's own asks for what is wanted. An edit is named only where the
// model, run over the file with it, finds nothing wrong: to "remove that line" may leave a stack that lets everybody in, or nobody.
import { demandOf } from '../../access/pam/demand.ts';
import { unknownOption, weakening } from '../../access/pam/google-authenticator.ts';
import { codeModule } from '../../access/pam/modules.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { lineBody, splitLines } from '../../formats/lines.ts';
import { moduleName, parsePamConfig, type PamLine, type PamRule } from '../../formats/pam-config.ts';
import type { PamFactor } from '../../policies/factor.ts';
import { blockLines, passwordLines } from './block.ts';

/** A line of the file, by its number, and what is to stand there. */
interface Edit {
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
}

/** The edits as a sentence, `file:line` each; undefined where none was found that comes out right. */
export function repairOf(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  passwordLine: string,
): string | undefined {
  const [first, ...others] = parsePamConfig(text).flatMap(codeLineOf);
  if (first === undefined) return undefined;
  const lines = splitLines(text).map(lineBody);
  const required = [first, ...others].flatMap((one) => changed(one.entry, requiredLine(one.rule)));
  const single = [...changed(first.entry, requiredLine(first.rule)), ...others.flatMap(({ entry }) => off(entry))];
  const password = passwordLines(text, passwordLine).map((index): Edit => ({
    line: index + 1,
    was: lines[index] ?? '',
    becomes: `#${lines[index] ?? ''}`,
  }));
  const candidates = [required, single, [...required, ...password], [...single, ...password]];
  return firstRight(service, text, asks, candidates);
}

/** The same where our block is in the file, and a line outside of it asks for a code too: that line goes. */
export function repairBesideBlock(service: PamService, asks: readonly PamFactor[]): string | undefined {
  const text = service.text ?? '';
  const inBlock = blockLines(text);
  const others = parsePamConfig(text)
    .flatMap(codeLineOf)
    .filter(({ entry }) => !inBlock.includes(entry.line));
  return firstRight(service, text, asks, [others.flatMap(({ entry }) => off(entry))]);
}

function firstRight(
  service: PamService,
  text: string,
  asks: readonly PamFactor[],
  candidates: readonly (readonly Edit[])[],
): string | undefined {
  const found = candidates.find((edits) => edits.length > 0 && isRight(service, edited(text, edits), asks));
  if (found === undefined) return undefined;
  const told = found.map(
    ({ line, was, becomes }) => `at ${service.path}:${line} write "${becomes}" for "${was.trim()}"`,
  );
  return `${told.join(', and ')}; keep a session of root open, and run \`keyturn plan\` again`;
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

function edited(text: string, edits: readonly Edit[]): string {
  const lines = splitLines(text);
  return lines
    .map((line, index) => {
      const edit = edits.find((one) => one.line === index + 1);
      return edit === undefined ? line : `${edit.becomes}${line.slice(lineBody(line).length)}`;
    })
    .join('');
}

function isRight(service: PamService, text: string, asks: readonly PamFactor[]): boolean {
  const { code, nullok, password, problem } = demandOf(service, text);
  const isDemanded = code.demand === 'required' && nullok === 'none' && problem === undefined;
  return isDemanded && password === asks.includes('password');
}
