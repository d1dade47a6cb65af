// Packages from the distribution.
import { causes } from '../causes/causes.ts';
import { codeModule } from '../access/pam/modules.ts';
import type { Distro } from '../distros/distro.ts';
import { packages, packageState } from '../facts/packages.ts';
import { busyRefusal } from './busy.ts';
import type { ObjectSchema, ParamsOf } from './params.ts';
import type { TaskType } from './task-type.ts';
import type { TaskPlan } from '../plan/task-plan.ts';

const nameSchema = { type: 'string', pattern: '^[a-z0-9][a-z0-9+.-]+$' } as const;

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: {
      description: 'The package, or a list of packages, by the names of the distribution.',
      anyOf: [
        { ...nameSchema, description: 'One package.' },
        {
          type: 'array',
          description: 'Several packages.',
          items: { ...nameSchema, description: 'One package.' },
          minItems: 1,
          uniqueItems: true,
        },
      ],
      examples: ['libpam-google-authenticator'],
    },
    state: {
      type: 'string',
      description: 'The desired state of the package.',
      enum: ['present'],
      default: 'present',
      examples: ['present'],
    },
  },
} as const satisfies ObjectSchema;

type PackageParams = ParamsOf<typeof schema>;

function namesOf({ name }: PackageParams): readonly string[] {
  return typeof name === 'string' ? [name] : name;
}

function missingPlan(missing: readonly string[], { otpPackage }: Distro): TaskPlan {
  if (missing.length === 0) return { changes: [] };
  const summary = `install ${missing.join(', ')}`;
  const pamModules = missing.includes(otpPackage) ? [codeModule] : [];
  return { changes: [{ kind: 'install-package', summary, risk: 'none', packages: missing, pamModules }] };
}

/** Installs what is missing; never upgrades, never removes. */
export const packageTask: TaskType<PackageParams> = {
  name: 'package',
  description: 'Installs packages of the distribution that are missing. Packages that are there are not upgraded.',
  schema,
  example: `- name: the PAM module is installed
  package:
    name: libpam-google-authenticator
    state: present
`,
  facts: (params) => [{ fact: packages, params: namesOf(params) }],
  plan(params, { facts, distro }) {
    const { packageManager } = distro;
    const known = facts.get(packages);
    const wanted = namesOf(params);
    if (wanted.some((name) => packageState(known, packageManager, name) === 'unknown')) {
      const message = 'the package manager did not say what is installed';
      const help = `Keyturn asks ${packageManager.program}; is it there?`;
      return { changes: [], refusals: [{ cause: causes.packagesUnknown, message, help }] };
    }
    const missing = wanted.filter((name) => packageState(known, packageManager, name) === 'absent');
    const busy = missing.length === 0 ? undefined : busyRefusal(known);
    return busy === undefined ? missingPlan(missing, distro) : { changes: [], refusals: [busy] };
  },
};
