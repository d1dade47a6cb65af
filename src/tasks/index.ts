// Written by `npm run generate` from the files of this folder.
import type { TaskType } from './task-type.ts';
import { audit } from './audit.ts';
import { enrol } from './enrol.ts';
import { login } from './login.ts';
import { packageTask } from './package.ts';
import { pam } from './pam.ts';
import { service } from './service.ts';
import { sshdConfig } from './sshd-config.ts';

/** Everything of this folder, by file name. */
export const taskTypes: readonly TaskType<unknown>[] = [audit, enrol, login, packageTask, pam, service, sshdConfig];
