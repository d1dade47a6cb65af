// Written by `npm run generate` from the files of this folder.
import type { TaskType } from './task-type.ts';
import { auditTask } from './audit.ts';
import { enrolTask } from './enrol.ts';
import { loginTask } from './login.ts';
import { packageTask } from './package.ts';
import { pamTask } from './pam.ts';
import { serviceTask } from './service.ts';
import { sshdConfigTask } from './sshd-config.ts';

/** Everything of this folder, by file name. */
export const taskTypes: readonly TaskType<unknown>[] = [
  auditTask,
  enrolTask,
  loginTask,
  packageTask,
  pamTask,
  serviceTask,
  sshdConfigTask,
];
