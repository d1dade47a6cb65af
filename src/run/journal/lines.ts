// The lines of a journal: NDJSON whose records each end with a checksum of themselves and of everything before them. So a journal can be
// read up to its last whole record, whatever a crash, a full disk or a stranger made of the rest.
import { createHash } from 'node:crypto';
import type { DatedRecord } from './journal.ts';

/** A line with its end, and the checksum that the next one continues. */
export interface PrintedLine {
  readonly line: string;
  readonly sum: string;
}

/** Prints a record behind the one whose checksum is given: the empty text for the first. */
export function printLine(record: DatedRecord, previous: string): PrintedLine {
  const text = JSON.stringify(record);
  const sum = sumOf(text, previous);
  return { line: `${text.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

/** What a journal says. */
export interface ReadJournal {
  /** All records up to the first that is not whole. */
  readonly records: readonly DatedRecord[];
  /** Where and how it is damaged, in words; undefined when it is whole. */
  readonly damage: string | undefined;
}

/** Reads a journal. Total: whatever the bytes are, it gives the records before the first that is torn, changed or foreign. */
export function readLines(bytes: Buffer): ReadJournal {
  const lines = bytes.toString('utf8').split('\n');
  const torn = lines.pop();
  const records: DatedRecord[] = [];
  let previous = '';
  for (const line of lines) {
    const read = readLine(line, previous);
    if (read === undefined) return { records, damage: `line ${records.length + 1} is damaged` };
    records.push(read.record);
    previous = read.sum;
  }
  return { records, damage: torn === '' ? undefined : `line ${records.length + 1} is torn` };
}

function readLine(line: string, previous: string): { readonly record: DatedRecord; readonly sum: string } | undefined {
  const [, body, sum] = /^(\{.*),"sum":"([0-9a-f]{16})"\}$/s.exec(line) ?? [];
  if (body === undefined || sum === undefined) return undefined;
  const text = `${body}}`;
  // A text with this sum is one that we printed.
  return sumOf(text, previous) === sum ? { record: JSON.parse(text) as DatedRecord, sum } : undefined;
}

function sumOf(text: string, previous: string): string {
  return createHash('sha256').update(previous).update(text).digest('hex').slice(0, 16);
}
