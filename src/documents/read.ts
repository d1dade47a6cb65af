// Files and standard input → text. Reads no more than the limit allows: `/dev/zero` is a file too.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sourceText, type SourceText } from '../diagnostics/source.ts';
import { tooLarge } from './check-text.ts';
import { limits, type DocumentKind, type Limits } from './limits.ts';
import { collectProblems, type Problems } from './problems.ts';

/** The text of a file. `text` is undefined when it cannot be had, and then a diagnostic says why. */
export interface ReadText {
  readonly text: string | undefined;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where relative names start, and what `-` means. */
export interface ReadOptions {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  /** Decides how large the file may be. Default: what the most generous kind allows. */
  readonly kind?: DocumentKind;
  /** How large a file of no such kind may be. */
  readonly limit?: Pick<Limits, 'bytes'>;
}

/** Reads one file, or standard input for `-`. Never rejects for what is wrong with the file. */
export async function readText(file: string, options: ReadOptions): Promise<ReadText> {
  const limit = options.limit ?? limits[options.kind ?? 'inventory'];
  const problems = collectProblems(sourceText(file, ''));
  const stream = file === '-' ? options.stdin : createReadStream(resolve(options.cwd, file));
  try {
    const bytes = await readBytes(stream, limit.bytes);
    if (bytes === undefined) tooLarge(limit, problems);
    const text = bytes === undefined ? undefined : decode(bytes, problems);
    const source = text === undefined ? problems.source : sourceText(file, text.replace(/^\ufeff/, ''));
    return { text, source, diagnostics: problems.diagnostics };
  } catch (error) {
    problems.error('unreadable-file', { start: 0, end: 0 }, `cannot read the file: ${why(error)}`);
    return { text: undefined, source: problems.source, diagnostics: problems.diagnostics };
  }
}

async function readBytes(stream: AsyncIterable<string | Buffer>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Bytes as text; undefined when they are not UTF-8, which is reported at the first bad byte. */
export function decode(bytes: Buffer, problems: Problems): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const utf16 = /^(?:\xff\xfe|\xfe\xff)/.test(bytes.subarray(0, 2).toString('latin1'));
    const help = utf16 ? 'it looks like UTF-16: save it as UTF-8' : 'save it as UTF-8';
    const line = lineOfBadByte(bytes);
    const range = { file: problems.source.file, start: { line, col: 1 }, end: { line, col: 2 } };
    problems.add({ severity: 'error', code: 'not-utf8', message: `line ${line} is not UTF-8 text`, range, help });
    return undefined;
  }
}

/** UTF-8 puts no line feed inside of a character, so each line can be judged alone. */
function lineOfBadByte(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const next = bytes.indexOf(10, start);
    const end = next === -1 ? bytes.length : next + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 1;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'you have no permission to',
  EPERM: 'you have no permission to',
};

function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, 'code');
  return (typeof code === 'string' ? reasons[code] : undefined) ?? error.message;
}
