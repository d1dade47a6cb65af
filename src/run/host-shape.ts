// Which hosts are alike, so that what a change does to one of them shows what it would do to the others.
import { createHash } from 'node:crypto';
import type { Facts } from '../facts/fact.ts';
import { opensshVersion } from '../facts/openssh-version.ts';
import { osRelease } from '../facts/os-release.ts';
import { pamService } from '../facts/pam-service.ts';
import { sshdEffective, type Effective } from '../facts/sshd-effective.ts';
import { stateFiles } from '../facts/state-files.ts';

/** What differs from host to host and decides nothing about how one logs in. */
const ownValues: readonly string[] = ['listenaddress', 'port', 'hostkey', 'pidfile'];

/**
 * A hash of the shape of a host: release, OpenSSH, what sshd uses for each kind of account, its PAM service, and the file systems of
 * the state files.
 */
export function hostShape(facts: Facts): string {
  const { id, versionId } = facts.get(osRelease);
  const version = facts.get(opensshVersion);
  const { global, classes } = facts.get(sshdEffective);
  const shape = [
    [id, versionId],
    version.known ? version.text : '',
    valuesOf(global),
    classes.map(({ effective }) => valuesOf(effective)).sort(),
    facts.get(pamService).text ?? '',
    [...new Set(facts.get(stateFiles).files.map(({ mount }) => mount ?? ''))].sort(),
  ];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex');
}

function valuesOf(effective: Effective): string {
  if (!effective.known) return effective.problem;
  const entries = Object.entries(effective.values).filter(([keyword]) => !ownValues.includes(keyword));
  return JSON.stringify(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
