// The journal: written ahead, read up to its last whole record whatever became of the rest, folded, and pruned.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Asked, DatedRecord, JournalRecord } from '../../../../src/run/journal/journal.ts';
import { findJournals, openJournal, unfinished } from '../../../../src/run/journal/folder.ts';
import { printLine, readLines } from '../../../../src/run/journal/lines.ts';
import { isUnfinished, journalState, type Begun } from '../../../../src/run/journal/state.ts';
import { JournalWriter } from '../../../../src/run/journal/writer.ts';
import { lifeOf, thisProcess } from '../../../../src/run/journal/process-mark.ts';
import { runs, seed } from '../../../support/seed.ts';

const run = '20261122T061405Z-0badc0de';

function asked(name = run, more: Partial<Asked> = {}): Asked {
  const empty = { playbooks: [], flags: {}, files: [] };
  return { type: 'asked', version: 1, run: name, by: thisProcess(), cwd: '/', ...empty, ...more };
}

function stage(host: string, of = run): JournalRecord {
  return { type: 'intent', run: of, host, step: 'stage', nonce: '0123456789abcdef', revertsAt: 5 };
}

/** The text of a journal of these records. */
function printed(records: readonly JournalRecord[]): string {
  let text = '';
  let sum = '';
  for (const record of records) {
    const print = printLine({ ...record, at: 1 }, sum);
    text += print.line;
    ({ sum } = print);
  }
  return text;
}

const records: readonly JournalRecord[] = [
  asked(run, { cwd: '/töpfe "und" pfannen\\' }),
  {
    type: 'play',
    run,
    play: 'Two-factor SSH',
    hosts: [{ name: 'wëb', address: '127.0.0.1', port: 22, user: 'admin' }],
  },
  stage('wëb'),
  { type: 'done', run, host: 'wëb', step: 'stage' },
  { type: 'intent', run, host: 'wëb', step: 'confirm' },
  { type: 'done', run, host: 'wëb', step: 'confirm' },
  { type: 'ended', run, host: 'wëb', status: 'changed' },
  { type: 'closed' },
];

describe('a journal', () => {
  const whole = Buffer.from(printed(records));

  it('is NDJSON', () => {
    const lines = whole.toString().trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { type: string }).type),
      records.map(({ type }) => type),
    );
    assert.deepEqual(readLines(whole), { records: records.map((record) => ({ ...record, at: 1 })), damage: undefined });
  });

  it('gives its whole records wherever it is cut', () => {
    for (let end = 0; end < whole.length; end += 1) {
      const cut = whole.subarray(0, end);
      const { records: read, damage } = readLines(cut);
      const lines = cut.filter((byte) => byte === 0x0a).length;
      assert.equal(read.length, lines, `cut at ${end}`);
      assert.equal(damage, end === 0 || cut.at(-1) === 0x0a ? undefined : `line ${lines + 1} is torn`, `cut at ${end}`);
      journalState(read);
    }
  });

  it('gives the records before a byte that was changed', () => {
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const before = whole.subarray(0, at).filter((byte) => byte === 0x0a).length;
      const { records: read, damage } = readLines(changed);
      assert.deepEqual(read, readLines(whole).records.slice(0, before), `byte ${at}`);
      assert.notEqual(damage, undefined, `byte ${at}`);
    }
  });

  it('gives the records before a line that is gone, that came twice, or that another journal has', () => {
    const lines = whole.toString().split(/(?<=\n)/);
    for (const index of lines.keys()) {
      const [before, line = '', after] = [lines.slice(0, index), lines[index], lines.slice(index + 1)];
      const foreign = printLine({ type: 'closed', at: 1 }, 'another').line;
      for (const others of [[line, line], [foreign, line], after.length === 0 ? [foreign] : []]) {
        const { records: read } = readLines(Buffer.from([...before, ...others, ...after].join('')));
        assert.ok(read.length <= index + 1);
        assert.deepEqual(read, readLines(whole).records.slice(0, read.length));
      }
    }
  });

  it('reads any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 50 }))
        .map(([end, garbage]) => [...whole.subarray(0, end), ...garbage]),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const { records: read } = readLines(Buffer.from(given));
        assert.deepEqual(read, readLines(whole).records.slice(0, read.length));
        journalState(read);
      }),
      { seed: seed(), numRuns: runs(300, 20_000) },
    );
  });
});

describe('the state of a journal', () => {
  const stateOf = (...more: readonly JournalRecord[]): Begun['state'] | undefined => {
    const dated = [asked(), stage('web'), ...more].map((record) => ({ ...record, at: 1 }));
    return journalState(dated)?.begun[0]?.state;
  };
  const ended = (status: 'lost' | 'changed' | 'reverted' | 'failed' | 'refused'): JournalRecord => ({
    ...{ type: 'ended', run, host: 'web', status },
  });
  const confirmed: JournalRecord = { type: 'done', run, host: 'web', step: 'confirm' };

  for (const [what, more, state] of [
    ['open once it may be armed', [], 'open'],
    ['open while it is applied', [{ type: 'done', run, host: 'web', step: 'apply' }], 'open'],
    ['open when it was lost', [ended('lost')], 'open'],
    ['old when it was put back', [ended('reverted')], 'old'],
    ['old when rehearsals refused it', [ended('refused')], 'old'],
    ['new once it is confirmed', [confirmed], 'new'],
    ['new when it was confirmed and something failed then', [confirmed, ended('failed')], 'new'],
    ['new when it was found to be', [{ type: 'settled', run, host: 'web', state: 'new' }], 'new'],
    ['untouched by what another host did', [{ ...confirmed, host: 'other' }], 'open'],
    ['untouched by what another run did', [{ ...confirmed, run: `${run}.2` }], 'open'],
  ] as const) {
    it(`has a host ${what}`, () => {
      assert.equal(stateOf(...more), state);
    });
  }

  it('is unfinished without an end, and with an open host', () => {
    const isOpen = (...more: readonly JournalRecord[]): boolean | undefined => {
      const state = journalState([asked(), ...more].map((record) => ({ ...record, at: 1 })));
      return state && isUnfinished(state);
    };
    assert.deepEqual(
      [isOpen(), isOpen({ type: 'closed' }), isOpen(stage('web'), { type: 'closed' })],
      [true, false, true],
    );
  });

  it('has the hosts that were open in the run that it goes on with', () => {
    const open = [{ host: 'web', run: 'before', nonce: '0123456789abcdef', revertsAt: 5 }];
    const resumes = { ...asked(run, { resumes: { run: 'before', open } }), at: 1 };
    const settled = { type: 'settled', run: 'before', host: 'web', state: 'new', at: 1 } as const;
    const closed = { type: 'closed', at: 1 } as const;
    const states = [
      [resumes, closed],
      [resumes, settled, closed],
    ].map((all) => journalState(all));
    assert.deepEqual(
      states.map((state) => [state?.begun[0]?.state, state && isUnfinished(state)]),
      [
        ['open', true],
        ['new', false],
      ],
    );
  });

  it('is none where the beginning is missing, or of a later version', () => {
    const later = { ...asked(), version: 2, at: 1 } as unknown as DatedRecord;
    assert.deepEqual(
      [journalState([]), journalState([later]), journalState([{ type: 'closed', at: 1 }])],
      [undefined, undefined, undefined],
    );
  });
});

describe('writing a journal', () => {
  it('takes one write for all who come together', async () => {
    const written: string[] = [];
    const journal = new JournalWriter(
      {
        name: 'memory',
        append: async (text) => {
          await new Promise((resolve) => setImmediate(resolve));
          written.push(text);
        },
        close: () => Promise.resolve(),
      },
      () => 1,
    );
    const hosts = Array.from({ length: 50 }, (_, index) => `web${index}`);
    await Promise.all(
      hosts.map(async (host) => {
        await journal.intend(stage(host));
        assert.ok(written.join('').includes(`"${host}"`), `${host} was told to go on before it was written`);
      }),
    );
    await Promise.all(hosts.map((host) => journal.intend(stage(host))));
    await journal.close();
    assert.ok(written.length <= 5, `${written.length} writes`);
    const { records: read, damage } = readLines(Buffer.from(written.join('')));
    assert.deepEqual([read.length, damage], [101, undefined]);
  });

  it('says so once nothing can be written, and writes nothing more', async () => {
    let room = 1;
    let written = '';
    const append = (text: string): Promise<void> => {
      room -= 1;
      if (room < 0) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      written += text;
      return Promise.resolve();
    };
    const journal = new JournalWriter({ name: 'memory', append, close: () => Promise.resolve() }, () => 1);
    await journal.intend(asked());
    await assert.rejects(journal.intend(stage('web')), /cannot write the journal "memory": ENOSPC/);
    assert.equal(journal.failed.aborted, true);
    room = 10;
    await assert.rejects(journal.intend(stage('web')), /ENOSPC/);
    await journal.close();
    assert.equal(readLines(Buffer.from(written)).records.length, 1);
  });
});

describe('the folder of journals', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'keyturn-journals-')), 'runs');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  const nameOf = (number: number): string => `20261122T${String(number).padStart(6, '0')}Z-00000000`;
  const add = async (name: string, ...more: readonly JournalRecord[]): Promise<void> => {
    await writeFile(join(folder, `${name}.ndjson`), printed([asked(name), ...more]));
  };

  it("is its owner's alone", async () => {
    const journal = await openJournal(folder, asked(), () => 1);
    await journal.close();
    const modes = await Promise.all(
      [folder, join(folder, `${run}.ndjson`)].map(async (path) => (await stat(path)).mode),
    );
    assert.deepEqual(
      modes.map((mode) => mode & 0o777),
      [0o700, 0o600],
    );
  });

  it('keeps fifty, and those that are not finished', async () => {
    await (await openJournal(folder, asked(nameOf(0)), () => 1)).close();
    await add(nameOf(1));
    await add(nameOf(2), stage('web', nameOf(2)), { type: 'closed' });
    for (let number = 3; number < 60; number += 1) await add(nameOf(number), { type: 'closed' });
    await (await openJournal(folder, asked(nameOf(60)), () => 1)).close();
    const names = (await readdir(folder)).sort();
    const newest = Array.from({ length: 50 }, (_, index) => nameOf(index + 11));
    assert.deepEqual(
      names,
      [nameOf(1), nameOf(2), ...newest].map((name) => `${name}.ndjson`),
    );
  });

  it('tells what is to be gone on with: not what somebody has gone on with', async () => {
    await (await openJournal(folder, asked(nameOf(0)), () => 1)).close();
    await add(nameOf(1));
    await add(nameOf(2));
    await writeFile(
      join(folder, `${nameOf(3)}.ndjson`),
      printed([asked(nameOf(3), { resumes: { run: nameOf(1), open: [] } })]),
    );
    await writeFile(join(folder, `${nameOf(4)}.ndjson`), 'garbage');
    const journals = await findJournals(folder);
    assert.deepEqual(
      unfinished(journals).map((journal) => journal.run),
      [nameOf(2), nameOf(3)],
    );
    assert.deepEqual(journals.at(-1)?.damage, 'line 1 is torn');
  });

  it('refuses a name that is taken, and leaves that journal as it is', async () => {
    await (await openJournal(folder, asked(), () => 1)).close();
    const before = await readFile(join(folder, `${run}.ndjson`));
    await assert.rejects(
      openJournal(folder, asked(), () => 1),
      /cannot write the journal ".*": EEXIST/,
    );
    assert.deepEqual(await readFile(join(folder, `${run}.ndjson`)), before);
  });

  it('that cannot be made is told by its name', async () => {
    await writeFile(join(folder, '..', 'file'), '');
    const inFile = openJournal(join(folder, '..', 'file', 'runs'), asked(), () => 1);
    await assert.rejects(inFile, /cannot write the journal ".*\/file\/runs\/.*": ENOTDIR/);
  });
});

describe('the process of a run', () => {
  it('is known to be alive, dead, or of another machine', () => {
    const me = thisProcess();
    assert.equal(lifeOf(me), 'alive');
    assert.equal(lifeOf({ ...me, started: '1' }), 'dead');
    assert.equal(lifeOf({ ...me, boot: 'another' }), 'dead');
    assert.equal(lifeOf({ ...me, machine: 'elsewhere' }), 'unknown');
  });
});
