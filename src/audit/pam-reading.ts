// What PAM does for sshd on one host, read once for all rules.
import { causes } from '../causes/causes.ts';
import { demandOf, type Demand } from '../access/pam/demand.ts';
import { pamStack, type PamStack } from '../access/pam/stack.ts';
import type { Facts } from '../facts/fact.ts';
import { pamService } from '../facts/pam-service.ts';

/** The stack that PAM runs for sshd, and what it demands of anybody. */
export interface PamReading {
  readonly stack: PamStack;
  readonly demand: Demand;
}

/** Rules that need it name the fact `pamService`; where that was not answered they are not asked. */
export function readPam(facts: Facts, unanswered: ReadonlySet<string>): PamReading {
  if (!unanswered.has(pamService.name)) {
    const service = facts.get(pamService);
    return { stack: pamStack(service), demand: demandOf(service) };
  }
  const reason = 'the host did not answer the probe for its PAM service';
  return {
    stack: { state: 'unread', reason },
    demand: { code: { demand: 'none' }, password: false, problem: { cause: causes.cannotTell, why: reason } },
  };
}
