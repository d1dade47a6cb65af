// The dead-man switch alone: what arming and disarming it costs a host, with the files that it needs.
import { readFileSync } from 'node:fs';
import { upstream } from '../src/distros/upstream.ts';
import { familyNames, hostScripts } from '../src/host-protocol/host-scripts.ts';
import { newNonce } from '../src/run/run-id.ts';
import { quote } from '../src/shell/quote.ts';
import { onAll } from './floor.ts';
import type { BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';

const read = (name: string): string => readFileSync(new URL(`../host/lib/${name}.sh`, import.meta.url), 'utf8');
const parts = [read('base'), familyNames(upstream), ...['run', 'owner-call', 'sshd', 'deadman'].map(read)];

const armAndDisarm = `
dir=/var/lib/keyturn/bench state=/var/lib/keyturn/bench/state
mkdir -p "$state"
printf 'keyturn 1 bench %s\\nend\\n' "$nonce" >"$dir/manifest"
: >"$state/armed.$nonce"
flush "$dir"/* "$state" "$dir"
arm_boot
arm_timer 180
disarm running
rm -rf "$dir"
echo disarmed
`;

/** Connect, arm and disarm, as the handshake floor connects. */
export async function arming(hosts: BenchHosts): Promise<Sample> {
  const { staged } = await hostScripts(upstream);
  const place = `mkdir -p /var/lib/keyturn/bench\nprintf '%s' ${quote(staged['revert.sh'])} >/var/lib/keyturn/bench/revert.sh`;
  const script = [...parts, `nonce=${newNonce()}`, place, armAndDisarm].join('\n');
  return onAll(hosts, 'sudo -n -- /bin/sh -s', `{\n${script}\n} </dev/null\n`, /^disarmed\n$/);
}
