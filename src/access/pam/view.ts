// What PAM looks at on a host, as it is and as it would be after a plan.
import { clock } from '../../facts/clock.ts';
import type { Facts } from '../../facts/fact.ts';
import { pamService, type PamService } from '../../facts/pam-service.ts';
import type { Change } from '../../plan/change.ts';
import type { PamView } from './login.ts';
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
  for (const change of changes) {
    if (change.kind !== 'install-package') continue;
    for (const name of change.pamModules) modules.add(`/lib/security/${name}`);
  }
  return {
    service: service.service,
    stack: pamStack(service, plannedText(service, changes)),
    host: {
      modules,
      stateFile: service.stateFile,
      nologin: service.nologin,
      shells: service.shells,
      tables: service.tables,
      service: service.service,
      now: service.now,
      today: epochSeconds === undefined ? undefined : Math.floor(epochSeconds / 86_400),
    },
  };
}

/** What the service's own file holds once the changes are in place. */
export function plannedText(service: PamService, changes: readonly Change[]): string | undefined {
  const written = changes.flatMap((change) =>
    change.kind === 'write-file' && change.path === service.path && change.content.kind === 'text'
      ? [change.content.text]
      : [],
  );
  return written.at(-1) ?? service.text;
}
