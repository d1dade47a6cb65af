// Who can log in how, before and after a plan, and how sure we are of it.
import type { Factor } from '../policies/factor.ts';
import type { Origin } from './origin.ts';

/** How sure a statement is. `predicted`: the model; `rehearsed`: a staged login; `proven`: a fresh login; `unknown`: neither. */
export type Certainty = 'predicted' | 'rehearsed' | 'proven' | 'unknown';

/**
 * What gets an account in at the least: nothing, the factors named, or `unknown` where the model cannot tell. Where several ways
 * lead in, the one that asks for least.
 */
export type WayIn =
  | 'refused'
  | 'key'
  | 'password'
  | 'code'
  | 'key+password'
  | 'key+code'
  | 'password+code'
  | 'key+password+code'
  | 'unknown';

/** These factors, as a way in. */
export function wayName(factors: readonly Factor[]): WayIn {
  const has = (factor: Factor): boolean => factors.includes(factor);
  if (has('key'))
    return has('code')
      ? has('password')
        ? 'key+password+code'
        : 'key+code'
      : has('password')
        ? 'key+password'
        : 'key';
  if (has('password')) return has('code') ? 'password+code' : 'password';
  return has('code') ? 'code' : 'unknown';
}

/** Whether it takes a one-time code. */
export function takesCode(way: WayIn): boolean {
  return way.includes('code');
}

/** What holds for logins from one origin; never more than predicted. `place` is the line that decides after the plan, empty for a default. */
export interface OriginVerdict {
  readonly origin: Origin;
  readonly before: WayIn;
  readonly after: WayIn;
  readonly reason: string;
  readonly place: string;
}

/**
 * One account of one host, before and after the plan. `reason` says what decides, for a reader. `before` and `after` are those of logins
 * from where Keyturn comes from, which are the ones that are tried; `origins` holds every origin, that one first.
 */
export interface AccessVerdict {
  readonly account: string;
  readonly before: WayIn;
  readonly after: WayIn;
  readonly certainty: Certainty;
  readonly reason: string;
  readonly origins: readonly OriginVerdict[];
  /**
   * What gets the account in after the plan through a tunnel, with an address of the host's own or none: all that a rehearsal can show.
   * Another way than `after` where one of the two meets other rules than a login from where Keyturn comes from.
   */
  readonly tunnelled: WayIn;
  /** Rules by origin that no origin stands for: whom they let in is not known. */
  readonly originsLeftOut: number;
}

/** The origins from which something else holds than from the controller's. */
export function differingOrigins({ before, after, origins }: AccessVerdict): readonly OriginVerdict[] {
  return origins.filter((verdict) => verdict.before !== before || verdict.after !== after);
}
