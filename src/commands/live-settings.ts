// From flags to the settings of live services: the vault, the record of spent codes, known host keys.
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { HandshakeLimit } from '../connection/handshake-limit.ts';
import { HostKeyStore } from '../connection/host-key-store.ts';
import { systemClock } from '../enrolment/clock.ts';
import { codesOver } from '../enrolment/codes.ts';
import { enrolmentsOf, type Enrolments } from '../enrolment/enrolments.ts';
import { spentCodesFolder } from '../enrolment/places.ts';
import { spentCodesIn } from '../enrolment/spent-codes.ts';
import { openVault } from '../enrolment/vault.ts';
import { askAtTerminal } from './ask.ts';
import type { ConnectionFlags } from './connection-options.ts';
import type { CommandContext } from './context.ts';
import type { LiveSettings } from './live-services.ts';

/** The vault that the flags name; undefined when they name none. */
export async function openEnrolments(context: CommandContext, flags: ConnectionFlags): Promise<Enrolments | undefined> {
  if (flags.vault === undefined) return undefined;
  const identity = flags.identity === undefined ? undefined : resolve(context.cwd, flags.identity);
  const vault = await openVault(resolve(context.cwd, flags.vault), identity);
  return enrolmentsOf(vault, { randomBytes, now: () => new Date() });
}

/** Reads what connecting needs. Rejects with a KeyturnError for a file that cannot be read. */
export async function liveSettings(
  { env }: CommandContext,
  flags: ConnectionFlags,
  enrolments: Enrolments | undefined,
): Promise<LiveSettings> {
  return {
    user: flags.user,
    privateKeyFile: flags.privateKey,
    knownHosts: await HostKeyStore.load(flags.knownHosts === undefined ? undefined : [flags.knownHosts]),
    hostKeyPolicy: flags.hostKeys,
    connectTimeout: flags.timeout * 1000,
    handshakes: new HandshakeLimit(flags.handshakes),
    enrolments,
    askCode: flags.askCode === true ? askAtTerminal() : undefined,
    codes: codesOver(spentCodesIn(spentCodesFolder(env)), systemClock),
  };
}
