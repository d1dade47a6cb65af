// Written by `npm run generate` from the files of this folder.
import type { Fact } from './fact.ts';
import { accounts } from './accounts.ts';
import { armedRun } from './armed-run.ts';
import { clock } from './clock.ts';
import { codeFailures } from './code-failures.ts';
import { codeModuleFile } from './code-module.ts';
import { codeServices } from './code-services.ts';
import { configLeftovers } from './config-leftovers.ts';
import { decidingFiles } from './deciding-files.ts';
import { distantMounts } from './distant-mounts.ts';
import { kerberosKeytab } from './kerberos-keytab.ts';
import { opensshVersion } from './openssh-version.ts';
import { osRelease } from './os-release.ts';
import { otherManagers } from './other-managers.ts';
import { packages } from './packages.ts';
import { pamService } from './pam-service.ts';
import { recentLogins } from './recent-logins.ts';
import { runFiles } from './run-files.ts';
import { secretCopies } from './secret-copies.ts';
import { secretDigests } from './secret-digests.ts';
import { selinux } from './selinux.ts';
import { sshConnection } from './ssh-connection.ts';
import { sshDoors } from './ssh-doors.ts';
import { sshdDaemon } from './sshd-daemon.ts';
import { sshdEffective } from './sshd-effective.ts';
import { sshdFileModes } from './sshd-file-modes.ts';
import { sshdFiles } from './sshd-files.ts';
import { sshdReload } from './sshd-reload.ts';
import { sshdUnits } from './sshd-units.ts';
import { stateFiles } from './state-files.ts';
import { sudoAccounts } from './sudo-accounts.ts';
import { sudoRights } from './sudo-rights.ts';
import { writeObstacles } from './write-obstacles.ts';

/** Everything of this folder, by file name. */
export const facts: readonly Fact<unknown>[] = [
  accounts,
  armedRun,
  clock,
  codeFailures,
  codeModuleFile,
  codeServices,
  configLeftovers,
  decidingFiles,
  distantMounts,
  kerberosKeytab,
  opensshVersion,
  osRelease,
  otherManagers,
  packages,
  pamService,
  recentLogins,
  runFiles,
  secretCopies,
  secretDigests,
  selinux,
  sshConnection,
  sshDoors,
  sshdDaemon,
  sshdEffective,
  sshdFileModes,
  sshdFiles,
  sshdReload,
  sshdUnits,
  stateFiles,
  sudoAccounts,
  sudoRights,
  writeObstacles,
];
