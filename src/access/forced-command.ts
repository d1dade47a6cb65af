// What a key with a command of its own is good for. Cloud images give root a key whose command only says whom to log in as instead.
import { optionValue, type KeyOption } from '../formats/authorized-keys.ts';

/**
 * What the command of a key says, where it says something, ends, and the key forwards no ports either: nobody gets anything done with such a
 * key. Undefined for every other key, and for a command that does anything else.
 */
export function onlySays(options: readonly KeyOption[]): string | undefined {
  const command = optionValue(options, 'command');
  if (command === undefined || forwards(options)) return undefined;
  const steps = stepsOf(command);
  const said = steps?.flatMap((step) => /^echo +'?([^']+)'?$/.exec(step)?.[1] ?? []);
  return said === undefined || said.length === 0 ? undefined : said.join(' ').slice(0, 120);
}

/** Options count in their order (auth-options.c). */
function forwards(options: readonly KeyOption[]): boolean {
  const last = options.findLast(({ name }) => ['restrict', 'port-forwarding', 'no-port-forwarding'].includes(name));
  return last === undefined || last.name === 'port-forwarding';
}

/** A word of echo's that the shell takes as it is. */
const harmless = /^(?:echo(?: +'[^']*'| +[A-Za-z0-9 .,:!_-]*)?|sleep +\d+|exit(?: +\d+)?) *(?:;|$) */;

/** The steps of a command that only says something; undefined for any other. */
function stepsOf(command: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    const [step] = harmless.exec(rest) ?? [];
    if (step === undefined) return undefined;
    steps.push(step.replace(/ *;? *$/, ''));
    rest = rest.slice(step.length);
  }
  return steps;
}
