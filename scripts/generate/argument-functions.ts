// Probes read the arguments of sshd as the host scripts do: the same shell, once in a file of the host's and once in a probe.
import { readFileSync } from 'node:fs';

const source = new URL('../../host/lib/arguments.sh', import.meta.url);

/** `src/facts/probe/arguments.ts`: the functions of `host/lib/arguments.sh`, without what is said in front of them. */
export function argumentFunctions(): string {
  const text = readFileSync(source, 'utf8');
  const functions = text.slice(text.indexOf('\n\n') + 2);
  const literal = functions.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`);
  return `// Written by \`npm run generate\` from host/lib/arguments.sh.

/** sh functions: \`read_arguments PID\`. Needs \`$root\`. */
export const argumentFunctions = \`${literal}\`;
`;
}
