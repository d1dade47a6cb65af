// Types of task parameters from their schemas.
import { compile } from 'json-schema-to-typescript';
import type { TaskType } from '../../src/tasks/task-type.ts';

/** The text of `params.gen.ts`: one interface per task type, `SshdConfigParams` for `sshd_config`. */
export async function paramsText(types: readonly TaskType<unknown>[]): Promise<string> {
  const parts = await Promise.all(
    types.map(({ name, schema }) =>
      compile(structuredClone(schema), `${pascal(name)}Params`, {
        bannerComment: '',
        ignoreMinAndMaxItems: true,
        format: false,
      }),
    ),
  );
  return ['// Written by `npm run generate` from the schemas of the task types.', ...parts].join('\n');
}

function pascal(name: string): string {
  return name
    .split('_')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
}
