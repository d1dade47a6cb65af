// Which authentication method comes next. Pure: the server's answers in, the next attempt or the end out.

/** What happened on a connection so far. */
export interface AuthProgress {
  readonly account: string;
  /** How many keys there are, and how many of them were tried. */
  readonly keys: number;
  readonly keysTried: number;
  /** Whether there is somebody to ask for a code, and whether keyboard-interactive was tried. */
  readonly hasCode: boolean;
  readonly codeTried: boolean;
  /** The last answer, undefined before the first attempt. */
  readonly last:
    { readonly tried: string; readonly methodsLeft: readonly string[]; readonly partialSuccess: boolean } | undefined;
  /** Whether a key was accepted as one factor of several. */
  readonly keyAccepted: boolean;
}

/** The next attempt, or that these factors do not log in, and why. */
export type AuthMove =
  { readonly try: 'none' | 'keyboard-interactive' } | { readonly try: 'publickey'; readonly key: number } | Refused;

/** Why these factors do not log in, and what to do about it. */
interface Refused {
  readonly refused: string;
  readonly help: string;
}

/**
 * Keys first, one after another. A code is given only to a host that has accepted a key before, unless there is no key to try at all:
 * a host that asks for the code first would learn it for nothing.
 */
export function nextMove(progress: AuthProgress): AuthMove {
  const { keys, keysTried, hasCode, codeTried, last, keyAccepted } = progress;
  if (last === undefined) return keys > 0 ? { try: 'publickey', key: 0 } : { try: 'none' };
  const offers = (method: string): boolean => last.methodsLeft.includes(method);
  if ((keyAccepted || keys === 0) && hasCode && !codeTried && offers('keyboard-interactive')) {
    return { try: 'keyboard-interactive' };
  }
  if (keysTried < keys && offers('publickey') && (last.tried === 'publickey' || last.partialSuccess)) {
    return { try: 'publickey', key: keysTried };
  }
  return whyRefused(progress, last.methodsLeft.join(', ') || 'nothing');
}

function whyRefused({ account, keys, hasCode, codeTried, last, keyAccepted }: AuthProgress, offered: string): Refused {
  if (codeTried && last?.tried === 'keyboard-interactive') {
    return last.partialSuccess
      ? { refused: `the host accepts the code but wants more (${offered})`, help: moreHelp }
      : { refused: `the host refused the code for ${account}`, help: codeHelp };
  }
  if (keyAccepted) {
    return offered.includes('keyboard-interactive') && !hasCode
      ? { refused: 'the host accepts the key but asks for a second factor (keyboard-interactive)', help: noCodeHelp }
      : { refused: `the host accepts the key but wants something else as well (${offered})`, help: moreHelp };
  }
  if (keys === 0) return { refused: `the host lets ${account} in only with ${offered}`, help: keyHelp };
  const refused = `the host does not accept ${keys === 1 ? 'the key' : `any of the ${keys} keys`} for ${account} (it offers ${offered})`;
  return { refused, help: keyHelp };
}

const keyHelp =
  'name another key with --private-key or ansible_ssh_private_key_file, or another account with ansible_user; ssh -v shows what the host says';
const moreHelp =
  'a key and a one-time code is all that keyturn has: AuthenticationMethods on the host must let this account in with them';

const codeHelp =
  'a host takes each code once, and three in 30 s: if somebody else has just used one, run again in a minute; else compare the clocks';
const noCodeHelp =
  'name the vault that holds the secret of the account with --vault, or type the codes with --ask-code';
