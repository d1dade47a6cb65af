// The pages of causes: why plans are refused, or warned of.
import type { Cause, CauseKind, Excuse } from '../causes/cause.ts';
import type { Page } from './page.ts';

/** What each kind is called at the head of a list. */
export const kindTitles: Readonly<Record<CauseKind, string>> = {
  'lock-out': 'Lock-outs: an account could not log in any more',
  'not enforced': 'Two factors that are not enforced: an account gets in with less',
  host: 'Hosts that are not as a plan needs them',
  play: 'Plays that ask for what cannot be',
};

/** Everything there is to say about a cause. */
export function causePage({ id, title, explanation, response, remedy, excuse, raised }: Cause, kind: CauseKind): Page {
  return {
    ...{ id, title, about: kind },
    parts: [
      { text: explanation },
      { title: 'What Keyturn does', text: response },
      { title: 'What to do', text: remedy },
      ...(raised === undefined || raised === 'both' ? [{ text: flagText(excuse) }] : []),
    ],
  };
}

function flagText(excuse: Excuse | undefined): string {
  switch (excuse?.flag) {
    case undefined:
      return 'No flag accepts it.';
    case '--allow-lockout ACCOUNT': {
      const never = 'never for the account that Keyturn logs in as';
      return excuse.covers === 'every refusal'
        ? `\`${excuse.flag}\` accepts it for that account; ${never}.`
        : `\`${excuse.flag}\` accepts that the account loses its way in by it; ${never}. A task that refuses the host by it still does: the line concerns more than the one account.`;
    }
    case '--accept-breaking ACCOUNT':
      return `\`${excuse.flag}\` accepts that what logs in to the account breaks.`;
    case '--no-break-glass':
      return `\`${excuse.flag}\` accepts it.`;
  }
}
