// The host's shell determines its family, whichever shell that is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distroOf } from '../../src/distros/distro-of.ts';
import { osRelease } from '../../src/facts/os-release.ts';
import { readFamily } from '../../src/facts/probe/family.ts';

const shells = [['dash'], ['bash', '--posix'], ['bash'], ['busybox', 'ash']] as const;

describe('distros', () => {
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-family-'));
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  function familyOf([shell, ...options]: (typeof shells)[number], text: string): string | undefined {
    writeFileSync(join(root, 'os-release'), text);
    const script = `${readFamily()}${osRelease.probe([])}`.replaceAll(/\S+\/os-release/g, join(root, 'os-release'));
    const stdout = execFileSync(shell, [...options, '-c', `set -u\n${script}`], { encoding: 'utf8' });
    return distroOf(osRelease.parse(stdout))?.name;
  }

  for (const [id, idLike, expected] of [
    ['debian', [], 'debian'],
    ['ubuntu', ['debian'], 'debian'],
    ['raspbian', ['debian'], 'debian'],
    ['linuxmint', ['ubuntu', 'debian'], 'debian'],
    ['mine', ['rhel', 'debian'], 'debian'],
    ['alpine', [], undefined],
    ['debian2', [], undefined],
    ['', [], undefined],
  ] as const) {
    it(`${id}: ${expected ?? 'unknown'}`, () => {
      for (const shell of shells) {
        assert.equal(familyOf(shell, `NAME=x\nID=${id}\nID_LIKE="${idLike.join(' ')}"\n`), expected, shell[0]);
      }
    });
  }

  for (const [title, text, expected] of [
    ['quoted', 'ID="debian"\n', 'debian'],
    ['in single quotes', "ID='debian'\n", 'debian'],
    ['indented, with blanks behind', '  ID=debian \t\n', 'debian'],
    ['with a carriage return', 'ID=debian\r\n', 'debian'],
    ['with a carriage return behind quotes', 'ID="debian"\r\n', 'debian'],
    ['without a newline at the end', 'NAME=x\nID=debian', 'debian'],
    ['said twice: the last one counts', 'ID=debian\nID=alpine\n', undefined],
    ['in a comment', '# ID=debian\n', undefined],
    ['of another field', 'VARIANT_ID=debian\nBUILD_ID=debian\n', undefined],
    ['a pattern', 'ID=deb*\nID_LIKE="* ? [a-z]ebian"\n', undefined],
    ['what a shell would run', 'ID=$(echo debian)\nID_LIKE=`echo debian`\n', undefined],
    ['nothing', '', undefined],
  ] as const) {
    it(`${title}: ${expected ?? 'unknown'}`, () => {
      for (const shell of shells) assert.equal(familyOf(shell, text), expected, shell[0]);
    });
  }
});
