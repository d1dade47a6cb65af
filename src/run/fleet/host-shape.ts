// Which hosts are alike, so that what a change does to one of them shows what it would do to the others.
import { createHash } from 'node:crypto';
import type { Facts } from '../../facts/fact.ts';
import { opensshVersion } from '../../facts/openssh-version.ts';
import { osRelease } from '../../facts/os-release.ts';
import { pamService, type PamService } from '../../facts/pam-service.ts';
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { sshdEffective, type Effective } from '../../facts/sshd-effective.ts';
import { sshdFiles, type SshdFile } from '../../facts/sshd-files.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { parseSshdConfig } from '../../formats/sshd-config.ts';

/** What differs from host to host and decides nothing about how one logs in. */
const ownValues: readonly string[] = [
  'listenaddress',
  'port',
  'hostkey',
  'hostcertificate',
  'hostkeyagent',
  'pidfile',
  'banner',
  'versionaddendum',
];

/**
 * A hash of the shape of a host: release, OpenSSH, how its configuration is put together, what sshd uses for each kind of account, its
 * PAM service and what that includes, who starts it, and the file systems of the state files.
 */
export function hostShape(facts: Facts): string {
  const { id, versionId } = facts.get(osRelease);
  const version = facts.get(opensshVersion);
  const { global, classes } = facts.get(sshdEffective);
  const { systemd, socketActivated } = facts.get(sshdDaemon);
  const shape = [
    [id, versionId],
    version.known ? version.text : '',
    valuesOf(global),
    distinct(classes.map(({ effective }) => valuesOf(effective))),
    facts.get(sshdFiles).files.map(structureOf),
    closureOf(facts.get(pamService)),
    [systemd, socketActivated],
    distinct(facts.get(stateFiles).files.flatMap(({ mount }) => mount ?? [])),
  ];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex');
}

/** Everything that PAM reads for sshd. */
function closureOf({ text, files }: PamService): readonly (readonly [string, string])[] {
  return [['', text ?? ''], ...files.map((file) => [file.path, file.text ?? ''] as const)];
}

/** Where settings come from: what we add may stand before or behind them. */
function structureOf({ path, text }: SshdFile): readonly string[] {
  const lines = parseSshdConfig(text ?? '').filter(({ keyword }) => keyword === 'include' || keyword === 'match');
  return [path, ...lines.map(({ keyword, args }) => [keyword, ...args].join(' '))];
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function valuesOf(effective: Effective): string {
  if (!effective.known) return effective.problem;
  const entries = Object.entries(effective.values).filter(([keyword]) => !ownValues.includes(keyword));
  return JSON.stringify(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
