// A prompt at the terminal of this process, whatever standard input and output are. Typed characters are not echoed.
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { KeyturnError } from '../diagnostics/errors.ts';
import { Secret } from '../shell/secret.ts';
import { sanitize } from '../terminal/sanitize.ts';

/** Asks once. Resolves to undefined where nothing was typed; rejects with the signal's reason. One question at a time. */
export type Ask = (question: string, signal: AbortSignal) => Promise<Secret | undefined>;

/** How to ask at the terminal of this process. Throws a KeyturnError where it has none. */
export function askAtTerminal(): Ask {
  closeSync(openTerminal());
  return (question, signal) => askOnce(openTerminal(), sanitize(question), signal);
}

function openTerminal(): number {
  try {
    return openSync('/dev/tty', 'r+');
  } catch (cause) {
    throw new KeyturnError('there is no terminal to ask for a one-time code at', {
      cause,
      help: 'run keyturn at a terminal, or enrol the account in the vault',
    });
  }
}

function askOnce(terminal: number, question: string, signal: AbortSignal): Promise<Secret | undefined> {
  const input = new ReadStream(terminal);
  let typed = '';
  let abort: () => void;
  writeSync(terminal, question);
  return new Promise<string>((resolve, reject) => {
    const read = (keys: Buffer): void => {
      for (const key of keys.toString('latin1')) {
        if (key === '\r' || key === '\n' || key === end) resolve(typed);
        // In raw mode the terminal sends no signals by itself.
        else if (key === interrupt) process.kill(process.pid, 'SIGINT');
        else if (key === '\x7f' || key === '\b') typed = typed.slice(0, -1);
        else if (key > ' ' && typed.length < longest) typed += key;
      }
    };
    abort = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted', { cause: signal.reason }));
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    input.on('error', reject);
    // The terminal was closed.
    input.on('close', () => {
      resolve('');
    });
    input.setRawMode(true);
    input.on('data', read);
  })
    .then((text) => (text === '' ? undefined : new Secret(text)))
    .finally(() => {
      signal.removeEventListener('abort', abort);
      if (input.destroyed) return;
      input.setRawMode(false);
      writeSync(terminal, '\n');
      input.destroy();
    });
}

const interrupt = '\x03';
const end = '\x04';
const longest = 64;
