// Writes a journal ahead of what it tells of. Records that arrive while others are on their way to the disk share the next write and
// the next fsync: fifty hosts that take a step at once cost two of them, not fifty.
import { KeyturnError } from '../../diagnostics/errors.ts';
import { systemCode } from '../../enrolment/durable-file.ts';
import { Interrupted } from '../interrupt.ts';
import type { Journal, JournalRecord } from './journal.ts';
import { printLine } from './lines.ts';

/** Where lines go: a file, or what a test puts in its place. */
export interface JournalFile {
  readonly name: string;
  /** Resolves once the text is on the disk. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** One journal, written by one process. */
export class JournalWriter implements Journal {
  readonly #file: JournalFile;
  readonly #now: () => number;
  readonly #failed = new AbortController();
  #sum = '';
  #lines = '';
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #error: KeyturnError | undefined;

  constructor(file: JournalFile, now: () => number) {
    this.#file = file;
    this.#now = now;
  }

  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Why nothing can be written any more; undefined as long as all is well. */
  get error(): KeyturnError | undefined {
    return this.#error;
  }

  intend(record: JournalRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.note(record);
    });
  }

  note(record: JournalRecord): void {
    const { line, sum } = printLine({ ...record, at: this.#now() }, this.#sum);
    this.#sum = sum;
    this.#lines += line;
    this.#flushing ??= this.#flush();
  }

  /** Resolves once everything is on the disk, or cannot be; never rejects. */
  async close(): Promise<void> {
    this.note({ type: 'closed' });
    await this.#flushing;
    await this.#file.close().catch(() => undefined);
  }

  async #flush(): Promise<void> {
    // Anybody who writes in the same turn of the event loop comes along.
    await Promise.resolve();
    while (this.#lines !== '') {
      const [text, waiting] = [this.#lines, this.#waiting];
      this.#lines = '';
      this.#waiting = [];
      try {
        if (this.#error !== undefined) throw this.#error;
        await this.#file.append(text);
        for (const { resolve } of waiting) resolve();
      } catch (cause) {
        const error = this.#fail(cause);
        for (const { reject } of waiting) reject(error);
      }
    }
    // In the same turn as the look at what is left, or a line could come in between and stay.
    this.#flushing = undefined;
  }

  /** A line may be torn now: nothing that follows it could be read, so nothing follows. */
  #fail(cause: unknown): KeyturnError {
    if (this.#error !== undefined) return this.#error;
    this.#error = unwritable(this.#file.name, cause);
    this.#failed.abort(new Interrupted(`the run was stopped: ${this.#error.message}`));
    return this.#error;
  }
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** That a journal cannot be written, and what that means. */
export function unwritable(name: string, cause: unknown): KeyturnError {
  return new KeyturnError(`cannot write the journal "${name}": ${systemCode(cause) ?? String(cause)}`, {
    help: 'without it nobody could go on with a run that was killed: make room, or set XDG_STATE_HOME to a folder of yours',
    cause,
  });
}
