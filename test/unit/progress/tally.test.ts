import assert from 'node:assert/strict';
import { phaseTitle, totalTitle } from '../../../src/progress/titles.ts';
import { Tally } from '../../../src/progress/tally.ts';
import type { RunEvent } from '../../../src/run/event.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { growth } from '../../support/growth.ts';
import { forbidden, payloads } from '../terminal/payloads.ts';
import { finished, lifeOf, names, Screen, started } from './fixtures.ts';

const style = createStyle(new Screen(true).stream, { LANG: 'C.UTF-8' }, 'never');

function tallyOf(hosts: readonly string[], events: readonly (readonly [number, RunEvent])[]): Tally {
  const begin = started(hosts);
  if (begin.type !== 'run-started') throw new TypeError('not a start');
  const tally = new Tally(begin, 0);
  for (const [now, event] of events) tally.add(event, now);
  return tally;
}

function enters(host: string, phase: 'connect' | 'gather' | 'prove' | 'revert'): RunEvent {
  return { type: 'phase-started', host, phase };
}

function leaves(host: string, phase: 'connect' | 'gather' | 'prove'): RunEvent {
  return { type: 'phase-finished', host, phase, durationMs: 1 };
}

describe('progress/tally and titles', () => {
  it('counts who is in a phase, who left it and who is still to come', () => {
    const tally = tallyOf(names(4), [
      [0, enters('web0000', 'connect')],
      [0, enters('web0001', 'connect')],
      [100, leaves('web0000', 'connect')],
      [100, enters('web0000', 'gather')],
      [200, finished('web0001', 'unreachable')],
    ]);
    assert.equal(phaseTitle(tally, 'connect', 300, style), 'connect   2 of 4, 1 failed');
    assert.equal(phaseTitle(tally, 'gather', 300, style), 'gather    0 of 3, 1 running');
    assert.equal(phaseTitle(tally, 'prove', 300, style), 'prove');
    assert.equal(totalTitle(tally, 300, style), '1 of 4 hosts, 0.3s: 1 unreachable  (apply Two factors)');
    assert.equal(tally.isOver('connect'), false);
  });

  it('closes a phase when nobody is in it or before it', () => {
    const tally = tallyOf(
      ['a', 'b'],
      [
        [0, enters('a', 'connect')],
        [500, leaves('a', 'connect')],
        [500, finished('b', 'skipped')],
      ],
    );
    assert.equal(tally.isOver('connect'), true);
    assert.equal(tally.isOver('gather'), false);
    assert.equal(phaseTitle(tally, 'connect', 900, style), 'connect   1 host, 0.5s');
  });

  it('takes a host out of the phase that threw when it reverts', () => {
    const tally = tallyOf(
      ['a'],
      [
        [0, enters('a', 'prove')],
        [100, enters('a', 'revert')],
        [200, finished('a', 'reverted')],
      ],
    );
    assert.equal(tally.phase('prove').failed, 1);
    assert.equal(tally.phase('revert').failed, 1);
    assert.equal(tally.isOver('prove') && tally.isOver('revert'), true);
  });

  it('names the slowest five, the slowest first, and only after a second', () => {
    const hosts = names(8);
    const tally = tallyOf(
      hosts,
      hosts.map((host, index) => [index * 100, enters(host, 'connect')] as const),
    );
    assert.equal(phaseTitle(tally, 'connect', 900, style), 'connect   0 of 8, 8 running');
    assert.equal(
      phaseTitle(tally, 'connect', 2000, style),
      'connect   0 of 8, 8 running\nweb0000 2.0s, web0001 1.9s, web0002 1.8s, web0003 1.7s, web0004 1.6s',
    );
  });

  it('shows waits for one-time codes with the seconds that are left', () => {
    const wait = (host: string, seconds: number): RunEvent => ({
      type: 'waiting',
      host,
      reason: 'next code of alice',
      seconds,
    });
    const tally = tallyOf(
      ['web1', 'web2'],
      [
        [0, enters('web1', 'prove')],
        [0, enters('web2', 'prove')],
        [0, wait('web1', 12)],
        [0, wait('web2', 8)],
      ],
    );
    const line = (now: number): string => phaseTitle(tally, 'prove', now, style).split('\n').at(-1) ?? '';
    assert.equal(line(500), 'waiting 12s: next code of alice (web[1-2])');
    assert.equal(line(9000), 'waiting 3s: next code of alice (web1)');
    assert.ok(!line(13_000).includes('waiting'));
    tally.add(leaves('web1', 'prove'), 5000);
    assert.equal(line(6000), 'waiting 2s: next code of alice (web2)');
  });

  it('cuts lines to the width of the terminal', () => {
    const narrow = Object.assign(new Screen(true), { columns: 30 });
    const small = createStyle(narrow.stream, { LANG: 'C.UTF-8' }, 'never');
    const tally = tallyOf(names(3), [[0, enters('x'.repeat(100), 'connect')]]);
    for (const line of [...phaseTitle(tally, 'connect', 5000, small).split('\n'), totalTitle(tally, 5000, small)]) {
      assert.ok(line.length <= 27, line);
    }
  });

  it('lets nothing hostile through', () => {
    for (const payload of payloads) {
      const tally = tallyOf(
        [payload],
        [
          [0, enters(payload, 'prove')],
          [0, { type: 'waiting', host: payload, reason: payload, seconds: 60 }],
        ],
      );
      const title = phaseTitle(tally, 'prove', 5000, style);
      assert.equal(title.split('\n').length, 3);
      assert.doesNotMatch(title, forbidden);
    }
  });

  it('costs as much per host with 5,000 as with 500', async () => {
    const work = (count: number): void => {
      const hosts = names(count);
      const tally = tallyOf(
        hosts,
        hosts.flatMap(lifeOf).map((event) => [1, event] as const),
      );
      assert.equal(tally.finished, count);
      assert.equal(tally.isOver('converge'), true);
    };
    assert.ok((await growth(work, { small: 500, large: 5000 })) < 40);
  });
});
