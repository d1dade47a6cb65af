// The SSH daemon takes a new configuration by reloading, never by restarting: a restart with a bad file leaves no daemon at all (L24).
import { replacedBinary } from '../audit/rules/TFA-056-replaced-binary.ts';
import { packages } from '../facts/packages.ts';
import { sshdDaemon } from '../facts/sshd-daemon.ts';
import { busyRefusal } from './busy.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import type { PlanContext, TaskType } from './task-type.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'state'],
  properties: {
    name: {
      type: 'string',
      description: 'The SSH daemon, by either of its names; Keyturn uses the one that the distribution has.',
      enum: ['ssh', 'sshd'],
      examples: ['ssh'],
    },
    state: {
      type: 'string',
      description: '`reloaded` after a change, `started` when it does not run.',
      enum: ['reloaded', 'started'],
      examples: ['reloaded'],
    },
  },
} as const satisfies ObjectSchema;

type ServiceParams = ParamsOf<typeof schema>;

function reload({ name }: ServiceParams, { facts, pending, distro }: PlanContext): TaskPlan {
  const names = [name, distro.sshService];
  const notified = pending.some((change) => change.notify?.some((service) => names.includes(service)) ?? false);
  if (!notified) return { changes: [] };
  const busy = busyRefusal(facts.get(packages));
  if (busy !== undefined) return { changes: [], refusals: [busy] };
  if (facts.get(sshdDaemon).binaryReplaced) {
    const message = 'the binary of the running sshd was replaced by an upgrade: it may not survive a reload';
    return {
      changes: [],
      refusals: [
        { cause: replacedBinary.id, message, help: `restart ${distro.sshService} in a maintenance window first` },
      ],
    };
  }
  return serviceChange(distro.sshService, 'reload');
}

function start({ facts, distro }: PlanContext): TaskPlan {
  const daemon = facts.get(sshdDaemon);
  if (daemon.pid !== undefined || daemon.socketActivated) return { changes: [] };
  return serviceChange(distro.sshService, 'start');
}

function serviceChange(service: string, action: 'reload' | 'start'): TaskPlan {
  return { changes: [{ kind: 'service', summary: `${action} ${service}`, risk: 'login', service, action }] };
}

/** Reloads when a change of this play asks for it, and starts when nothing runs. */
export const serviceTask: TaskType<ServiceParams> = {
  name: 'service',
  description:
    'Reloads the SSH daemon when something in this play changed its configuration, or starts it when it does not run. It is never restarted.',
  schema,
  example: `- name: sshd takes the new configuration
  service:
    name: ssh
    state: reloaded
`,
  facts: () => [
    { fact: packages, params: [] },
    { fact: sshdDaemon, params: [] },
  ],
  plan: (params, context) => (params.state === 'started' ? start(context) : reload(params, context)),
};
