// What the line that asks for the password does besides. sshd calls pam_setcred(3) for every login, with a key alone too, and modules
// among those that it includes set the environment and groups then: they go on, in a form in which they let nobody in and keep nobody out.
import { runCredentials, sessionEffect } from '../../access/pam/credentials.ts';
import { pamStack, type StackRule } from '../../access/pam/stack.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { parsePamConfig } from '../../formats/pam-config.ts';

/** Lines to keep, and the rules of which it is not known what they do. */
export interface SessionLines {
  readonly lines: readonly string[];
  readonly unknown: readonly StackRule[];
}

/** What the given line of the service, without our block, does to sessions. */
export function sessionLines(service: PamService, text: string, passwordLine: string): SessionLines {
  const included = pamStack(service, `${passwordLine}\n`);
  const whole = pamStack(service, text);
  if (included.state !== 'known' || whole.state !== 'known') return { lines: [], unknown: [] };
  const places = new Set(included.auth.map(({ place }) => place));
  const { reached } = runCredentials(whole.auth, { modules: new Set(service.modules) });
  const replaced = [...new Map([...reached].map((rule) => [rule.place, rule])).values()].filter(
    ({ place, kind }) => places.has(place) && kind === 'module' && !place.startsWith(`${service.path}:`),
  );
  return {
    lines: replaced.filter((rule) => sessionEffect(rule) === 'acts').map((rule) => keptLine(service, rule)),
    unknown: replaced.filter((rule) => sessionEffect(rule) === 'unknown'),
  };
}

/** Whatever the module answers counts for nothing. Its arguments are those that stand in the file: a rule to show has some left out. */
function keptLine({ files }: PamService, { place, module, args }: StackRule): string {
  const colon = place.lastIndexOf(':');
  const text = files.find(({ path }) => path === place.slice(0, colon))?.text ?? '';
  const entry = parsePamConfig(text).find(({ line }) => line === Number(place.slice(colon + 1)));
  const rule = entry?.kind === 'rule' ? entry.rule : undefined;
  const words = ['[default=ignore]', rule?.module ?? module, ...(rule?.args ?? args)];
  return `${rule?.quiet === true ? '-' : ''}auth ${words.join(' ')}`;
}
