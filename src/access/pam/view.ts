// What PAM looks at on a host, as it is and as it would be after a plan.
import { clock } from '../../facts/clock.ts';
import type { Facts } from '../../facts/fact.ts';
import { pamService } from '../../facts/pam-service.ts';
import type { Change } from '../../transaction/change.ts';
import type { PamView } from './login.ts';
import { codeModule } from './modules.ts';
import { pamStack } from './stack.ts';

/** PAM as it is on the host. */
export function pamView(facts: Facts): PamView {
  return plannedPamView(facts, []);
}

/** PAM once the changes are in place. */
export function plannedPamView(facts: Facts, changes: readonly Change[]): PamView {
  const service = facts.get(pamService);
  const { epochSeconds } = facts.get(clock);
  const modules = new Set(service.modules);
  let { text } = service;
  for (const change of changes) {
    if (change.kind === 'install-package' && change.packages.some((name) => name.includes('google-authenticator'))) {
      modules.add(`/lib/security/${codeModule}`);
    }
    if (change.kind !== 'write-file' || change.path !== service.path) continue;
    if (change.content.kind === 'text') text = change.content.text;
  }
  return {
    stack: pamStack(service, text),
    host: {
      modules,
      nologin: service.nologin,
      shells: service.shells,
      today: epochSeconds === undefined ? undefined : Math.floor(epochSeconds / 86_400),
    },
  };
}
