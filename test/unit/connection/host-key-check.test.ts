import assert from 'node:assert/strict';

import type { Endpoint } from '../../../src/connection/connection.ts';
import { failClosed } from '../../../src/connection/host-key-check.ts';
import { judgeHostKey, storedKeyTypes } from '../../../src/connection/host-key-judgement.ts';
import { refuseHostKey } from '../../../src/connection/host-key-refusal.ts';
import type { StoredHostKey, StoredHostKeys } from '../../../src/connection/host-key-store.ts';
import type { PublicKey } from '../../../src/connection/public-key.ts';

describe('host-key verifier', () => {
  const key = Buffer.from('key');
  const verdictOf = (decide: (key: Buffer) => unknown): unknown => {
    const answers: unknown[] = [];
    const verifier: (key: Buffer, answer: (valid: boolean) => void) => unknown = failClosed(decide);
    const returned = verifier(key, (valid) => answers.push(valid));
    assert.equal(returned, undefined, 'ssh2 takes a returned value for a verdict');
    assert.equal(answers.length, 1);
    return answers[0];
  };

  it('trusts true', () => {
    assert.equal(
      verdictOf(() => true),
      true,
    );
  });

  const untrusted: readonly (readonly [string, () => unknown])[] = [
    ['false', () => false],
    ['undefined', () => undefined],
    ['null', () => null],
    ['0', () => 0],
    ['1', () => 1],
    ["''", () => ''],
    ["'true'", () => 'true'],
    ['a promise of true', () => Promise.resolve(true)],
    ['a promise of false', () => Promise.resolve(false)],
    ['an object', () => ({ valid: true })],
    [
      'an exception',
      () => {
        throw new Error('broken');
      },
    ],
  ];
  for (const [title, decide] of untrusted) {
    it(`does not trust ${title}`, () => {
      assert.equal(verdictOf(decide), false);
    });
  }

  it('trusts only the same key again when keys are renegotiated, without deciding anew', () => {
    let decided = 0;
    const verifier = failClosed(() => ++decided > 0);
    const answers: boolean[] = [];
    const ask = (blob: string): void => {
      verifier(Buffer.from(blob), (valid) => answers.push(valid));
    };
    ask('key');
    ask('key');
    ask('other');
    ask('key');
    assert.deepEqual(answers, [true, true, false, true]);
    assert.equal(decided, 1);
  });

  it('does not come to trust a key that it refused', () => {
    let decided = 0;
    const verifier = failClosed(() => decided++ > 0);
    const answers: boolean[] = [];
    for (let i = 0; i < 2; i++) verifier(key, (valid) => answers.push(valid));
    assert.deepEqual(answers, [false, false]);
  });
});

describe('host key', () => {
  const presented: PublicKey = { type: 'ssh-ed25519', base64: 'AAAA', fingerprint: 'SHA256:x', rsaBits: undefined };
  const rsa: PublicKey = { type: 'ssh-rsa', base64: 'RRRR', fingerprint: 'SHA256:r', rsaBits: 1024 };
  const line = (over: Partial<StoredHostKey> = {}): StoredHostKey => ({
    line: 7,
    marker: 'plain',
    names: 'web1',
    keyType: 'ssh-ed25519',
    key: 'AAAA',
    file: '/kh',
    ...over,
  });
  const stored = (exact: readonly StoredHostKey[], withoutPort: readonly StoredHostKey[] = []): StoredHostKeys => ({
    exact,
    withoutPort,
    malformed: [],
  });
  const revoked = line({ marker: 'revoked', names: '*', line: 1 });
  const authority = line({ marker: 'cert-authority', key: 'CCCC', line: 2 });
  const other = line({ key: 'BBBB', line: 3 });
  const otherType = line({ key: 'DDDD', keyType: 'ecdsa-sha2-nistp256', line: 4 });

  const cases: readonly (readonly [string, StoredHostKeys, string, number | undefined])[] = [
    ['is known by its line', stored([line()]), 'known', 7],
    ['is known by one of several lines', stored([other, line()]), 'known', 7],
    ['is known under the name without the port', stored([], [line()]), 'known', 7],
    ['is unknown where there is no line', stored([]), 'unknown', undefined],
    ['is unknown where only the name without the port has another', stored([], [other]), 'unknown', undefined],
    ['has changed where the line has another', stored([other]), 'changed', 3],
    ['has changed where the line has another type', stored([otherType]), 'changed', 4],
    ['has changed, and the line of its own type says so', stored([otherType, other]), 'changed', 3],
    ['is revoked even where it is known', stored([line(), revoked]), 'revoked', 1],
    ['is revoked under the name without the port', stored([], [line(), revoked]), 'revoked', 1],
    ['is not revoked with another key', stored([line(), line({ marker: 'revoked', key: 'BBBB' })]), 'known', 7],
    ['may be known beside an authority', stored([authority, line()]), 'known', 7],
    ['is not trusted for an authority', stored([authority]), 'authority', 2],
    ['is not trusted for being the authority itself', stored([line({ marker: 'cert-authority' })]), 'authority', 7],
  ];
  for (const [title, lines, kind, number] of cases) {
    it(title, () => {
      const judgement = judgeHostKey(lines, presented);
      assert.equal(judgement.kind, kind);
      assert.equal('line' in judgement ? judgement.line.line : undefined, number);
    });
  }

  it('of RSA is not trusted below 2048 bits, even where it is stored', () => {
    const small = line({ keyType: 'ssh-rsa', key: 'RRRR' });
    assert.deepEqual(judgeHostKey(stored([small]), rsa), { kind: 'weak', bits: 1024 });
    assert.equal(judgeHostKey(stored([small]), { ...rsa, rsaBits: 2048 }).kind, 'known');
  });

  it('may be of the stored types only', () => {
    assert.deepEqual(storedKeyTypes(stored([otherType, authority, revoked, line()])), [
      'ecdsa-sha2-nistp256',
      'ssh-ed25519',
    ]);
  });

  const endpoint: Endpoint = { address: 'web1', port: 2222, user: 'admin' };
  const refusals: readonly (readonly [Parameters<typeof refuseHostKey>[2], RegExp, RegExp])[] = [
    [
      { kind: 'unknown' },
      /^the host key of \[web1\]:2222 is not known: it presented the ED25519 key SHA256:x$/,
      /ssh-keyscan -p 2222 -t ed25519 -- web1 >> \/kh/,
    ],
    [
      { kind: 'changed', line: other },
      /has changed: \/kh:3 says otherwise/,
      /ssh-keygen -R '\[web1\]:2222' -f \/kh && ssh-keyscan/,
    ],
    [{ kind: 'revoked', line: revoked }, /is revoked: \/kh:1$/, /new one/],
    [
      { kind: 'authority', line: authority },
      /known only by a certificate authority: \/kh:2/,
      /host certificates are not supported/,
    ],
    [{ kind: 'weak', bits: 1024 }, /has 1024 bits, fewer than 2048/, /ssh-keygen -A/],
  ];
  for (const [judgement, message, help] of refusals) {
    it(`that is ${judgement.kind} is refused with what, where and how to mend it`, () => {
      const error = refuseHostKey(endpoint, presented, judgement, stored([]), '/kh');
      assert.equal(error.stage, 'host-key');
      assert.match(error.message, message);
      assert.match(error.help ?? '', help);
    });
  }

  it('is mended by commands that are quoted', () => {
    const hostile = { ...endpoint, address: '$(reboot)' };
    const help = refuseHostKey(hostile, presented, { kind: 'unknown' }, stored([]), '/my hosts').help ?? '';
    assert.ok(help.includes(`-- '$(reboot)' >> '/my hosts'`), help);
  });
});
