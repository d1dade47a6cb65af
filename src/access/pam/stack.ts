// The rules that libpam would run for sshd, in order, with everything that its service includes: what libpam/pam_handlers.c builds.
import type { PamService } from '../../facts/pam-service.ts';
import { pamFolders } from '../../facts/probe/pam-walk.ts';
import { parsePamConfig, shownPamLine, type PamLine, type PamRule } from '../../formats/pam-config.ts';
import { allBad, parsePamControl, type PamControl } from '../../formats/pam-control.ts';

/** The parts of PAM that decide about logins: who one is, and whether the account may be used now. */
export type Facility = 'auth' | 'account';

/** A rule where it stands. `level` counts the substacks around it; a `substack` only marks where one begins. */
export interface StackRule {
  readonly level: number;
  readonly kind: 'module' | 'substack' | 'broken';
  readonly control: PamControl;
  readonly module: string;
  readonly args: readonly string[];
  /** The line that decides, as `/etc/pam.d/sshd:4`. */
  readonly place: string;
  /** The line as it stands there, for a reader. */
  readonly text: string;
}

/**
 * `refuses`: PAM takes nothing of this configuration, and nobody gets past it; it names the place. `unread`: what is in it cannot be
 * told, and nothing else about it is sure.
 */
export type PamStack =
  | { readonly state: 'known'; readonly auth: readonly StackRule[]; readonly account: readonly StackRule[] }
  | { readonly state: 'refuses' | 'unread'; readonly reason: string };

// libpam gives up at this depth (PAM_SUBSTACK_MAX_LEVEL), or recurses until it dies (before 1.5).
const maxDepth = 16;
// More than any service has; a file that includes itself twice would otherwise be read 65,536 times.
const maxFiles = 500;

interface Reader {
  readonly debian: boolean;
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly auth: StackRule[];
  readonly account: StackRule[];
  loaded: number;
  unread: string | undefined;
}

interface Context {
  /** The facility that an `include` asks for; undefined in the service's own file and what `@include` adds to it. */
  readonly wanted: string | undefined;
  readonly depth: number;
  readonly level: number;
}

/** The stack of the service, with another text of its own file where a plan writes one. */
export function pamStack(service: PamService, text = service.text): PamStack {
  const texts = new Map(service.files.map((file) => [file.path, file.text]));
  if (service.kind !== 'absent' || text !== undefined) texts.set(service.path, text);
  const own = read(service, texts, service.service);
  const other = read(service, texts, 'other');
  const problem =
    [own, other].find(({ state }) => state === 'unread') ?? [own, other].find(({ state }) => state !== 'known');
  if (problem !== undefined || own.state !== 'known' || other.state !== 'known') return problem ?? own;
  const auth = own.auth.length > 0 ? own.auth : other.auth;
  const account = own.account.length > 0 ? own.account : other.account;
  if (auth.length === 0 && account.length === 0)
    return { state: 'unread', reason: 'no PAM service for sshd was found' };
  return { state: 'known', auth, account };
}

function read({ debian, complete }: PamService, texts: Reader['texts'], name: string): PamStack {
  const unread = complete ? undefined : 'the PAM service of sshd includes more files than were read';
  const reader: Reader = { debian, texts, auth: [], account: [], loaded: 0, unread };
  const path = find(reader, name, pamFolders);
  const whole = path === undefined || load(reader, path, { wanted: undefined, depth: 0, level: 0 });
  if (reader.unread !== undefined) return { state: 'unread', reason: reader.unread };
  if (!whole) return { state: 'refuses', reason: `PAM cannot read ${path} to its end, and refuses everybody` };
  return { state: 'known', auth: reader.auth, account: reader.account };
}

/** Adds the rules of a file; false where libpam gives the file up, after what it had added until then. */
function load(reader: Reader, path: string, context: Context): boolean {
  const text = reader.texts.get(path);
  reader.loaded += 1;
  if (text === undefined) reader.unread ??= `${path} could not be read`;
  else if (context.depth >= maxDepth || reader.loaded > maxFiles)
    reader.unread ??= `${path} is included without an end`;
  if (text === undefined || reader.unread !== undefined) return true;
  return parsePamConfig(text).every((line) => add(reader, line, path, context));
}

function find({ texts }: Reader, name: string, where: readonly string[]): string | undefined {
  const paths = name.startsWith('/') ? [name] : where.map((directory) => `${directory}/${name}`);
  return paths.find((path) => texts.has(path));
}

function add(reader: Reader, line: PamLine, path: string, context: Context): boolean {
  const place = { place: `${path}:${line.line}`, text: shownPamLine(line.raw) };
  switch (line.kind) {
    case 'blank':
    case 'comment':
      return true;
    case 'cut':
      return false;
    case 'include':
      return addIncluded(reader, line.service, place, context);
    case 'broken':
      push(reader, typeOf(line.type, context), { ...place, ...broken, ...fails(line.control), level: context.level });
      return true;
    case 'rule':
      addRule(reader, line.rule, place, context);
      return true;
  }
}

type Place = Pick<StackRule, 'place' | 'text'>;

const broken = { kind: 'broken', module: '', args: [] } as const;

function fails(control: string): Pick<StackRule, 'control'> {
  return { control: /^(?:include|substack|)$/.test(control) ? allBad : parsePamControl(control) };
}

// A line whose type libpam does not know is one of the type that was asked for, or of the most sensitive one.
function typeOf(type: string | undefined, { wanted }: Context): string | undefined {
  const found = type ?? wanted ?? 'auth';
  return wanted === undefined || wanted === found ? found : undefined;
}

function push(reader: Reader, type: string | undefined, rule: StackRule): void {
  if (type === 'auth' || type === 'account') reader[type].push(rule);
}

/** `@include`, which only Debian's libpam has. */
function addIncluded(reader: Reader, name: string, place: Place, context: Context): boolean {
  if (!reader.debian) {
    push(reader, typeOf(undefined, context), { ...place, ...broken, control: allBad, level: context.level });
    return true;
  }
  return loadNamed(reader, name, { ...context, depth: context.depth + 1 });
}

function addRule(reader: Reader, rule: PamRule, place: Place, context: Context): void {
  const type = typeOf(rule.type, context);
  if (type !== 'auth' && type !== 'account') return;
  const { level } = context;
  if (rule.control !== 'include' && rule.control !== 'substack') {
    const args = rule.args.map((arg) => (arg.startsWith('[') ? arg.slice(1).replace(/\]$/, '') : arg));
    const control = parsePamControl(rule.control);
    push(reader, type, { ...place, kind: 'module', control, module: rule.module, args, level });
    return;
  }
  const deeper = rule.control === 'substack' ? 1 : 0;
  if (deeper === 1) push(reader, type, { ...place, ...broken, kind: 'substack', control: allBad, level });
  const inner = { wanted: type, depth: context.depth + 1, level: level + deeper };
  if (!loadNamed(reader, rule.module, inner)) push(reader, type, { ...place, ...broken, control: allBad, level });
}

// Debian's libpam looks for included files in the first folder only, upstream's in all.
function loadNamed(reader: Reader, name: string, context: Context): boolean {
  const path = find(reader, name, reader.debian ? pamFolders.slice(0, 1) : pamFolders);
  return path !== undefined && load(reader, path, context);
}
