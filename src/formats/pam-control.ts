// The second word of a PAM rule, pam.d(5): what libpam makes of each answer that a module may give.

/** What a module may answer, in the order of their numbers (libpam/pam_tokens.h). */
export const pamResults = [
  ...(['success', 'open_err', 'symbol_err', 'service_err', 'system_err', 'buf_err', 'perm_denied'] as const),
  ...(['auth_err', 'cred_insufficient', 'authinfo_unavail', 'user_unknown', 'maxtries', 'new_authtok_reqd'] as const),
  ...(['acct_expired', 'session_err', 'cred_unavail', 'cred_expired', 'cred_err', 'no_module_data'] as const),
  ...(['conv_err', 'authtok_err', 'authtok_recover_err', 'authtok_lock_busy', 'authtok_disable_aging'] as const),
  ...(['try_again', 'ignore', 'abort', 'authtok_expired', 'module_unknown', 'bad_item'] as const),
] as const;
export type PamResult = (typeof pamResults)[number];

const words = ['ignore', 'ok', 'done', 'bad', 'die', 'reset'] as const;

/** What becomes of the stack. A number is a jump over that many rules, at least 1. */
export type PamAction = (typeof words)[number] | number;

/** The action for every answer. */
export type PamControl = Readonly<Record<PamResult, PamAction>>;

const keywords: ReadonlyMap<string, string> = new Map([
  ['required', 'success=ok new_authtok_reqd=ok ignore=ignore default=bad'],
  ['requisite', 'success=ok new_authtok_reqd=ok ignore=ignore default=die'],
  ['optional', 'success=ok new_authtok_reqd=ok default=ignore'],
  ['sufficient', 'success=done new_authtok_reqd=done default=ignore'],
]);

/** Whatever the module answers, the stack fails. */
export const allBad: PamControl = complete({}, 'bad');

/** The control, with or without brackets. Total: libpam treats every answer as bad where it does not understand the word. */
export function parsePamControl(control: string): PamControl {
  const bare = control.replace(/^\[/, '').replace(/\]$/, '');
  const pairs = keywords.get(bare.toLowerCase()) ?? bare;
  const actions: Partial<Record<PamResult, PamAction>> = {};
  // As libpam reads it: names by their beginning, no need for blanks between pairs, `default` for what no pair before it names.
  const pair = new RegExp(`\\s*(${[...pamResults, 'default'].join('|')})\\s*=\\s*(${words.join('|')}|\\d+)`, 'y');
  let end = 0;
  for (let match = pair.exec(pairs); match !== null; match = pair.exec(pairs)) {
    end = pair.lastIndex;
    const [, name = '', word = ''] = match;
    const action = actionOf(word);
    if (action === 0) return allBad;
    if (name === 'default') Object.assign(actions, complete(actions, action));
    else actions[name as PamResult] = action;
  }
  return pairs.slice(end).trim() === '' ? complete(actions, 'bad') : allBad;
}

function actionOf(word: string): PamAction {
  return words.find((one) => one === word) ?? Number(word);
}

function complete(actions: Partial<Record<PamResult, PamAction>>, rest: PamAction): PamControl {
  return Object.fromEntries(pamResults.map((result) => [result, actions[result] ?? rest])) as PamControl;
}
