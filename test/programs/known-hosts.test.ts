// The reader of known_hosts beside OpenSSH's own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import fc from 'fast-check';

import { namesMatch, parseKnownHosts } from '../../src/formats/known-hosts.ts';
import { runs, seed } from '../support/seed.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ6mTnhAVUGKCrFGIJiuAwJ2Gqw4BWEhgmSjOV1JYKaS';
const hashName = (salt: string, name: string): string =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');

const hashed = (name: string, salt: Uint8Array): string => {
  const text = Buffer.from(salt).toString('base64');
  return `|1|${text}|${hashName(text, name)}`;
};

describe('known_hosts', () => {
  it('finds the lines that ssh-keygen -F finds', async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
    try {
      const fixtures = fc.sample(fixture, { seed: seed(), numRuns: runs(240, 2_000) });
      let found = 0;
      for (const [index, { text, name }] of fixtures.entries()) {
        const file = join(folder, `known_hosts.${index}`);
        await writeFile(file, text);
        const expected = await linesOfSshKeygen(file, name);
        const { entries } = parseKnownHosts(text);
        const lines = entries.filter((entry) => namesMatch(entry.names, name, hashName)).map((entry) => entry.line);
        assert.deepEqual(lines, expected, `${name} in\n${text}`);
        found += expected.length;
      }
      assert.ok(found > fixtures.length / 2, `the fixtures hold few matches: ${found}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const plainName = fc.constantFrom(
  'web1',
  'web2',
  'db1.example.org',
  '10.0.0.1',
  '2001:db8::1',
  '[web1]:2222',
  '[10.0.0.1]:22',
);
const pattern = fc.oneof(
  plainName,
  fc.constantFrom(
    '*',
    'web?',
    '*.example.org',
    '10.0.0.*',
    '!web2',
    '!*.example.org',
    '[*]:2222',
    'WEB1',
    '?*',
    '*1',
    'w*b*1',
    '!*',
    '',
  ),
);
const salt = fc.uint8Array({ minLength: 20, maxLength: 20 });
const names = fc.oneof(
  { weight: 3, arbitrary: fc.array(pattern, { minLength: 1, maxLength: 4 }).map((list) => list.join(',')) },
  { weight: 2, arbitrary: fc.tuple(plainName, salt).map(([name, bytes]) => hashed(name, bytes)) },
);
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      // Before a space further on, OpenSSH does not take a tab for the end of a marker; we do, and are the stricter for it.
      .tuple(
        fc.constantFrom('', '', '', '@revoked ', '@cert-authority ', '\t '),
        names,
        fc.constantFrom(' ', '\t', '  '),
      )
      .map(([marker, list, gap]) => `${marker}${list}${gap}ssh-ed25519${gap}${key}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('# comment', '', '@other web1 ssh-ed25519 AAAA', 'web1', '|1|x|y ssh-ed25519 AAAA'),
  },
);
const fixture = fc.record({
  // An empty name at the start of a line is no line at all.
  text: fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n') + '\n'),
  name: plainName,
});

async function linesOfSshKeygen(file: string, name: string): Promise<readonly number[]> {
  const found = await promisify(execFile)('ssh-keygen', ['-F', name, '-f', file]).catch(
    (error: unknown) => error as { stdout: string },
  );
  return [...found.stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map(([, number]) => Number(number));
}
