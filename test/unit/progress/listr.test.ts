import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseProgress, createProgress } from '../../../src/progress/choose.ts';
import { listr } from '../../../src/progress/listr.ts';
import type { Progress } from '../../../src/progress/progress.ts';
import { phases } from '../../../src/run/event.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { problem } from '../reporters/fixtures.ts';
import { forbidden, ownColours, payloads } from '../terminal/payloads.ts';
import { finished, lifeOf, names, over, Screen, started } from './fixtures.ts';

/** What log-update and listr2 write to move the cursor and to hide it. */
const ownMoves = /\x1b\[(?:2K|1A|G|\?25[lh])/g;
const hide = '\x1b[?25l';
const show = '\x1b[?25h';

function displayOn(screen: Screen, colour: 'always' | 'never' = 'never'): Progress {
  return listr({ stream: screen.stream, style: createStyle(screen.stream, { LANG: 'C.UTF-8' }, colour) });
}

/** The last frame as it stays on the screen. */
function remains(screen: Screen): string[] {
  const last = screen.text.split(hide).at(-1) ?? '';
  const erased = last.split('\x1b[G').at(-1) ?? '';
  return erased.replaceAll(ownMoves, '').split('\n').filter(Boolean);
}

describe('progress/listr', () => {
  it('leaves a line per phase and one for the whole, and the cursor shown', async () => {
    const screen = new Screen(true);
    const progress = displayOn(screen);
    const [first = '', ...others] = names(3);
    progress.sink(started([first, ...others]));
    progress.sink({ type: 'phase-started', host: first, phase: 'connect' });
    await sleep(250);
    progress.sink(finished(first, 'unreachable', { problem: problem() }));
    for (const event of others.flatMap(lifeOf)) progress.sink(event);
    progress.sink(over);
    await progress.end();
    const lines = remains(screen);
    assert.match(lines[0] ?? '', /^✖ connect {3}3 hosts, 1 failed, \d+\.\ds$/);
    assert.match(lines[1] ?? '', /^✔ gather {4}2 hosts, \d+\.\ds$/);
    assert.match(lines.at(-1) ?? '', /^✖ 3 of 3 hosts, .*: 2 changed, 1 unreachable {2}\(apply Two factors\)$/);
    assert.equal(lines.length, phases.length + 1);
    assert.ok(screen.text.lastIndexOf(show) > screen.text.lastIndexOf(hide));
  });

  it('shows only the phases of a plan, and none that nobody came to', async () => {
    const screen = new Screen(true);
    const progress = displayOn(screen);
    progress.sink(started(['a'], { mode: 'plan' }));
    progress.sink({ type: 'phase-started', host: 'a', phase: 'connect' });
    await sleep(250);
    assert.ok(screen.text.includes('· gather') && screen.text.includes('· plan'));
    assert.ok(!screen.text.includes('stage'));
    progress.sink(finished('a', 'unreachable'));
    progress.sink(over);
    await progress.end();
    assert.deepEqual(
      remains(screen).map((line) => line.slice(0, 9)),
      ['✖ connect', '✖ 1 of 1 '],
    );
  });

  it('comes to an end when a run is cut off, and takes no signal handler', async () => {
    const handlers = process.listenerCount('SIGINT');
    const screen = new Screen(true);
    const progress = displayOn(screen);
    progress.sink(started(['a', 'b']));
    progress.sink({ type: 'phase-started', host: 'a', phase: 'apply' });
    await sleep(150);
    // restore-cursor, below listr2, adds one where the process itself is on a terminal.
    assert.ok(process.listenerCount('SIGINT') <= handlers + 1);
    progress.sink({ type: 'run-finished', interrupted: true, stopped: undefined });
    await progress.end();
    assert.match(remains(screen).at(-1) ?? '', /^✖ interrupted: 0 of 2 hosts/);
    assert.ok(screen.text.lastIndexOf(show) > screen.text.lastIndexOf(hide));
  });

  it('ends without any event', async () => {
    const screen = new Screen(true);
    await displayOn(screen).end();
    assert.equal(screen.text, '');
  });

  it('draws several plays one after another and gives the stream back', async () => {
    const screen = new Screen(true);
    const { write } = screen;
    const progress = displayOn(screen);
    for (const play of ['one', 'two', 'three']) {
      progress.sink(started(['a'], { play }));
      for (const event of lifeOf('a')) progress.sink(event);
      progress.sink(over);
    }
    await progress.end();
    for (const play of ['one', 'two', 'three']) assert.ok(screen.text.includes(`(apply ${play})`), play);
    assert.equal(screen.write, write);
  });

  it('keeps what others write until the display is down', async () => {
    const screen = new Screen(true);
    const progress = displayOn(screen);
    progress.sink(started(['a']));
    await sleep(150);
    screen.write('a warning\n');
    progress.sink(over);
    await progress.end();
    assert.ok(screen.text.endsWith(`a warning\n${show}`), JSON.stringify(screen.text.slice(-60)));
  });

  it('shows a note at once, whole and sanitized', async () => {
    const screen = new Screen(true);
    const progress = displayOn(screen);
    progress.sink(started(['a']));
    await sleep(150);
    progress.note(`interrupted\x07: ${'finishing those whose logins are being changed '.repeat(3)}end`);
    await sleep(250);
    assert.ok(screen.text.includes('    interrupted^G: finishing'), screen.text);
    assert.ok(screen.text.includes('end\n'));
    progress.sink(over);
    await progress.end();
  });

  for (const count of [500, 5000]) {
    it(`draws at most ten times a second while ${count} hosts flood it`, async () => {
      const screen = new Screen(true);
      const progress = displayOn(screen);
      const begin = performance.now();
      const hosts = names(count);
      progress.sink(started(hosts));
      for (const [index, host] of hosts.entries()) {
        for (const event of lifeOf(host)) progress.sink(event);
        if (index % 50 === 0) await sleep(5);
      }
      progress.sink(over);
      await progress.end();
      const seconds = (performance.now() - begin) / 1000;
      assert.ok(seconds < 5, `${seconds} s`);
      // Besides the frames: hiding and showing the cursor, clearing and the last frame.
      assert.ok(screen.writes.length <= seconds * 11 + 8, `${screen.writes.length} writes in ${seconds} s`);
      assert.ok(remains(screen).at(-1)?.includes(`${count} of ${count} hosts`));
    });
  }

  it('lets nothing hostile through', async () => {
    const screen = new Screen(true);
    const progress = listr({
      stream: screen.stream,
      style: createStyle(screen.stream, { LANG: 'C.UTF-8' }, 'always'),
      // Every look at the clock is 2 s later, so that every host is slow and is named.
      now: (() => {
        let time = 0;
        return () => (time += 2000);
      })(),
    });
    for (const payload of payloads.filter((_, index) => index % 199 === 0)) {
      progress.sink(started([payload], { play: payload }));
      progress.sink({ type: 'phase-started', host: payload, phase: 'prove' });
      progress.sink({ type: 'waiting', host: payload, reason: payload, seconds: 1e6 });
      await sleep(110);
      progress.sink(finished(payload, 'failed', { problem: problem({ message: payload }) }));
      progress.sink(over);
    }
    await progress.end();
    assert.ok(screen.text.includes('waiting'));
    assert.doesNotMatch(screen.text.replaceAll(ownMoves, '').replaceAll(ownColours, ''), forbidden);
  });
});

describe('progress/choose', () => {
  const terminal = new Screen(true).stream;
  const pipe = new Screen(false).stream;

  it('animates on a terminal only, and not in CI', () => {
    assert.equal(chooseProgress({ stream: terminal }, { TERM: 'xterm' }), 'listr');
    assert.equal(chooseProgress({ stream: terminal }, { CI: 'false' }), 'listr');
    assert.equal(chooseProgress({ stream: pipe }, {}), 'plain');
    assert.equal(chooseProgress({ stream: terminal }, { CI: 'true' }), 'plain');
    assert.equal(chooseProgress({ stream: terminal }, { TERM: 'dumb' }), 'plain');
    assert.equal(chooseProgress({ stream: terminal, verbosity: 1 }, {}), 'plain');
  });

  it('makes each kind', async () => {
    for (const kind of ['silent', 'plain', 'listr'] as const) {
      const screen = new Screen(true);
      const progress = await createProgress(kind, { stream: screen.stream, style: createStyle(screen.stream, {}) });
      for (const event of [started(['a']), ...lifeOf('a'), over]) progress.sink(event);
      await progress.end();
      assert.equal(screen.text === '', kind === 'silent');
    }
  });
});
