// Every probe under strace(1) on every release: nothing is opened for writing, renamed, removed or given another mode.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { facts } from '../../src/facts/index.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { readFamily } from '../../src/facts/probe/family.ts';
import { inHost } from '../support/tripwire.ts';

const names = ['root', 'admin', 'libpam-google-authenticator'];
const trace = '/run/probe.trace';

/** System calls that change a file system whatever their arguments, and those that open files. */
const changing = [
  ...[
    'creat',
    'rename',
    'renameat',
    'renameat2',
    'unlink',
    'unlinkat',
    'rmdir',
    'mkdir',
    'mkdirat',
    'mknod',
    'mknodat',
  ],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmod', 'fchmodat', 'chown', 'fchown', 'lchown', 'fchownat'],
  ...['truncate', 'ftruncate', 'utime', 'utimes', 'utimensat', 'futimesat', 'setxattr', 'lsetxattr', 'fsetxattr'],
  ...['removexattr', 'lremovexattr', 'fremovexattr', 'mount', 'umount2'],
];
const opening = ['open', 'openat', 'openat2'];

/** The calls of a trace that write, or would have written. */
function writes(text: string): readonly string[] {
  return text.split('\n').filter((line) => {
    const [, call = ''] = /^(?:\d+\s+)?(\w+)\(/.exec(line) ?? [];
    if (changing.includes(call)) return true;
    return (
      opening.includes(call) && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) && !/"\/dev\/(?:null|tty)"/.test(line)
    );
  });
}

async function traced(host: LabHost, fact: Fact<unknown>): Promise<string> {
  const script = `${[readFamily(), ...(fact.preludes ?? []), fact.probe(names)].join('')}\ntrue\n`;
  // `?`: not every machine has every call.
  const calls = [...changing, ...opening].map((name) => `?${name}`).join(',');
  await inHost(
    host,
    `strace -f -qq -e signal=none -e trace=${calls} -o ${trace} sh -s >/dev/null`,
    `(\n${script}) </dev/null\n`,
  );
  return inHost(host, `cat ${trace}`);
}

describe('probes write nothing', function () {
  this.timeout(600_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab(
      ['debian-11', 'debian-12', 'debian-13'].map((image) => ({ name: `traced-${image}`, image, otp: true })),
    );
    const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends strace >/dev/null 2>&1';
    await Promise.all(lab.hosts.map((host) => inHost(host, `export DEBIAN_FRONTEND=noninteractive; ${install}`)));
  });
  after(() => lab.stop());

  it('and a trace shows what does', async () => {
    const [host] = lab.hosts;
    assert.ok(host);
    const writing: Fact<unknown> = {
      name: 'x',
      probe: () => ': >/run/written; chmod 600 /run/written; rm /run/written',
      parse: String,
    };
    assert.equal(writes(await traced(host, writing)).length, 3);
  });

  for (const fact of facts) {
    it(fact.name, async () => {
      for (const host of lab.hosts) {
        const text = await traced(host, fact);
        assert.match(text, /open/, 'a probe without a single file opened was not traced');
        assert.deepEqual(writes(text), [], host.name);
      }
    });
  }
});
