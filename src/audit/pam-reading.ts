// What PAM does for sshd on one host, read once for all rules.
import { causes } from '../causes/causes.ts';
import { demandOf, type ServiceDemand } from '../access/pam/demand.ts';
import { pamStack, type PamStack } from '../access/pam/stack.ts';
import { upstream } from '../distros/upstream.ts';
import type { Facts } from '../facts/fact.ts';
import { accounts, everybodyKnown, type Account } from '../facts/accounts.ts';
import { pamService } from '../facts/pam-service.ts';

/** The stack that PAM runs for sshd, and what it demands of anybody. */
export interface PamReading {
  readonly stack: PamStack;
  readonly demand: ServiceDemand;
  /** An account's state file below its home, where the family of the host has it. */
  readonly stateFile: string;
}

/** Rules that need it name the fact `pamService`; where that was not answered they are not asked. */
export function readPam(facts: Facts, unanswered: ReadonlySet<string>): PamReading {
  if (!unanswered.has(pamService.name)) {
    const service = facts.get(pamService);
    const demand = demandOf(service, service.text, everybody(facts, unanswered));
    return { stack: pamStack(service), demand, stateFile: service.stateFile };
  }
  const reason = 'the host did not answer the probe for its PAM service';
  return {
    stack: { state: 'unread', reason },
    stateFile: upstream.stateFile,
    demand: {
      code: { demand: 'none' },
      nullok: 'none',
      password: false,
      problem: { cause: causes.cannotTell, why: reason },
      byAccount: false,
    },
  };
}

/** The accounts that may log in, where the host lists all that it knows; undefined where others may matter. */
function everybody(facts: Facts, unanswered: ReadonlySet<string>): readonly Account[] | undefined {
  if (unanswered.has(accounts.name)) return undefined;
  return everybodyKnown(facts.get(accounts), () => true);
}
