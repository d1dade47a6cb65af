// Written by `npm run generate` from the files of this folder.
import type { Fact } from './fact.ts';
import { accounts } from './accounts.ts';
import { armedRun } from './armed-run.ts';
import { clock } from './clock.ts';
import { configLeftovers } from './config-leftovers.ts';
import { opensshVersion } from './openssh-version.ts';
import { osRelease } from './os-release.ts';
import { otherManagers } from './other-managers.ts';
import { packages } from './packages.ts';
import { pamService } from './pam-service.ts';
import { recentLogins } from './recent-logins.ts';
import { runFiles } from './run-files.ts';
import { sshConnection } from './ssh-connection.ts';
import { sshDaemons } from './ssh-daemons.ts';
import { sshdDaemon } from './sshd-daemon.ts';
import { sshdEffective } from './sshd-effective.ts';
import { sshdFileModes } from './sshd-file-modes.ts';
import { sshdFiles } from './sshd-files.ts';
import { sshdUnits } from './sshd-units.ts';
import { stateFiles } from './state-files.ts';
import { sudoRights } from './sudo-rights.ts';

/** Everything of this folder, by file name. */
export const facts: readonly Fact<unknown>[] = [
  accounts,
  armedRun,
  clock,
  configLeftovers,
  opensshVersion,
  osRelease,
  otherManagers,
  packages,
  pamService,
  recentLogins,
  runFiles,
  sshConnection,
  sshDaemons,
  sshdDaemon,
  sshdEffective,
  sshdFileModes,
  sshdFiles,
  sshdUnits,
  stateFiles,
  sudoRights,
];
