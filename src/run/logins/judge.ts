// Whether what a login showed is what a policy promises. The only place that turns evidence into a verdict.
import { causes } from '../../causes/causes.ts';
import { takesCode, type AccessVerdict, type WayIn } from '../../plan/access-verdict.ts';
import { expectations, refusedLogin, type Expectation } from '../../plan/expectation.ts';
import type { Shown } from '../../policies/policy.ts';
import type { Evidence } from '../../connection/evidence.ts';
import type { KeyQuestions } from '../../connection/key-questions.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { TriedLogin } from '../event.ts';
import type { DetailedPlan } from '../examination.ts';

/** Judges one login, in which everything was given that the expectation names. An unknown outcome never meets anything. */
export function judge(evidence: Evidence, expected: Expectation, how: TriedLogin['how']): TriedLogin {
  return { evidence, how, expected, met: meets(evidence, expected) };
}

/** Judges a rehearsed login with a wrong code, where codes are asked for: it must get as far as the question, and no further. */
export function judgeWrongCode(evidence: Evidence, { wrongCode }: Expectation): TriedLogin {
  return {
    evidence,
    how: 'rehearsed',
    expected: refusedLogin,
    met: wrongCode !== undefined && shows(evidence, wrongCode),
  };
}

/**
 * The same login, not as expected where sshd takes none of the account's own keys: it was a decoy key that got in. What sshd was not
 * asked about, or did not answer, shows nothing.
 */
export function judgeKeys(login: TriedLogin, ask: KeyQuestions | undefined): TriedLogin {
  const { evidence, met, expected } = login;
  if (!met || expected.outcome !== 'accepted' || !takesNoKey(evidence, ask)) return login;
  const count = ask?.keys.length === 1 ? 'its only key' : `any of its ${ask?.keys.length ?? 0} keys`;
  return { ...login, met: false, evidence: { ...evidence, detail: `sshd does not take ${count}` } };
}

function takesNoKey({ asked = [] }: Evidence, ask: KeyQuestions | undefined): boolean {
  return asked.length > 0 && asked.length === ask?.keys.length && asked.every((answer) => answer === 'refused');
}

/** What to do where keys are the reason; nothing where none is. */
export function keyHelp(logins: readonly TriedLogin[]): { readonly help?: string } {
  const [one] = logins.filter(
    ({ met, evidence: { outcome, asked = [] } }) =>
      !met && outcome === 'accepted' && asked.length > 0 && asked.every((answer) => answer === 'refused'),
  );
  if (one === undefined) return {};
  const { account } = one.evidence;
  const help = `the log of sshd says why it refuses the keys of "${account}" (\`LogLevel VERBOSE\` says more); give it a key that sshd takes, or leave its way in as it is`;
  return { help };
}

function meets(evidence: Evidence, { logins }: Expectation): boolean {
  return logins.some((login) => shows(evidence, login.shows));
}

function shows({ outcome, steps, prompts }: Evidence, wanted: Shown): boolean {
  return (
    outcome === wanted.outcome &&
    (wanted.partial === undefined || showsPartial(steps, wanted.partial)) &&
    (wanted.prompts === undefined || prompts.length === wanted.prompts) &&
    // Without an answer to a method nobody was refused: the host may just have gone away.
    (outcome === 'accepted' || steps.some(({ tried }) => tried !== 'none'))
  );
}

/** Whether these methods were accepted and not enough, or none was where there are none. */
function showsPartial(steps: Evidence['steps'], methods: readonly string[]): boolean {
  const seen = steps.filter(({ partialSuccess }) => partialSuccess).map(({ tried }) => tried);
  return methods.length === 0 ? seen.length === 0 : methods.every((method) => seen.includes(method));
}

/**
 * Judges the managing account's own login, which went well or we would not be here: by what a `login` task expects of it, else by the
 * plan. Where neither says how it gets in, that it did is all that is known of it.
 */
export function judgeManaging(
  evidence: Evidence,
  { logins, access }: Pick<DetailedPlan, 'logins' | 'access'>,
): TriedLogin {
  const named = logins.find(({ account }) => account === evidence.account)?.expected;
  const way = access.find(({ account }) => account === evidence.account)?.after;
  return judge(evidence, named ?? (way && expectationOf(way)) ?? asSeen(evidence), 'proven');
}

/** What an accepted login shows, or comes nearest to. */
function asSeen(evidence: Evidence): Expectation {
  const accepted = expectations.filter(({ outcome }) => outcome === 'accepted');
  const isNear = ({ logins }: Expectation): boolean =>
    logins.some(({ shows: { partial = [] } }) => showsPartial(evidence.steps, partial));
  return accepted.find((one) => meets(evidence, one)) ?? accepted.find(isNear) ?? refusedLogin;
}

/** The logins that were not as expected, in words; empty where all were. */
export function unmetText(logins: readonly TriedLogin[]): string {
  const unmet = logins.filter((login) => !login.met);
  return unmet
    .map(({ evidence, expected }) => `${evidence.account} (expected ${expected.name}): ${evidence.detail}`)
    .join('; ');
}

/**
 * What the managing account's first login showed, where the files of the host say something else: then sshd has not read them, and
 * what it will do once it has is unknown.
 */
export function contradiction(verdict: AccessVerdict | undefined, evidence: Evidence): Refusal | undefined {
  if (verdict === undefined || otherwise(verdict.before, evidence) === undefined) return undefined;
  const way = verdict.before === 'refused' ? 'cannot log in' : `logs in with ${verdict.before}`;
  return {
    cause: causes.filesNotRead,
    account: verdict.account,
    message: `the files say that "${verdict.account}" ${way}, and it has just logged in otherwise: sshd has not read them`,
    help: 'look at what sshd -T says; where that is right, reload sshd, and keep a session open while you do',
  };
}

/** How a login went, where it shows another way in than this one; undefined where it does not. */
export function otherwise(way: WayIn, evidence: Evidence): string | undefined {
  const said = expectationOf(way);
  return said === undefined || meets(evidence, said) ? undefined : evidence.detail;
}

/** What a login shows where a way in is so; undefined where no policy has that way alone. */
export function expectationOf(way: WayIn, known: readonly Expectation[] = expectations): Expectation | undefined {
  return known.find(({ ways }) => ways.every((one) => one === way));
}

/**
 * Verdicts without what a rehearsal says of accounts whose state file holds another secret than the vault: it was tried with a copy that had
 * another one, so that nothing shows that the person's codes are taken. A proof stands.
 */
export function withoutOtherSecrets(
  verdicts: readonly AccessVerdict[],
  otherSecrets: readonly string[],
): readonly AccessVerdict[] {
  return verdicts.map((verdict): AccessVerdict => {
    const isShown = verdict.certainty === 'rehearsed' && otherSecrets.includes(verdict.account);
    if (!isShown || !takesCode(verdict.after)) return verdict;
    const reason = `${verdict.reason}; the host keeps another secret for it than the vault`;
    return { ...verdict, certainty: 'predicted', reason };
  });
}

/** Whether sshd said of a key of the account's own that it takes it, or one got in; true where the question was not for these logins. */
function keysAreShown(logins: readonly TriedLogin[]): boolean {
  const asked = logins.flatMap(({ evidence }) => (evidence.asked === undefined ? [] : [evidence.asked]));
  const isOwn = logins.some(({ how, evidence }) => how === 'proven' && evidence.asked === undefined);
  return isOwn || asked.length === 0 || asked.some((answers) => answers.includes('accepted'));
}

/** Verdicts as sure as the logins make them: `proven`, `rehearsed`, or `rehearsed` as another account of the same shape was. */
export function withEvidence(
  verdicts: readonly AccessVerdict[],
  logins: readonly TriedLogin[],
  shapeOf: (verdict: AccessVerdict) => string,
): readonly AccessVerdict[] {
  const shownOf = ({ account, after }: AccessVerdict): readonly TriedLogin[] =>
    logins.filter(
      ({ met, evidence, expected }) =>
        met &&
        evidence.account === account &&
        (expected.ways.includes(after) || (after === 'unknown' && expected.outcome === 'accepted')),
    );
  const howOf = (verdict: AccessVerdict): TriedLogin['how'] | undefined => {
    const shown = shownOf(verdict);
    return shown.some(({ how }) => how === 'proven') ? 'proven' : shown[0]?.how;
  };
  return verdicts.map((verdict) => {
    const own = howOf(verdict);
    // Where the model could not tell, the login did.
    const after = verdict.after === 'unknown' ? shownOf(verdict)[0]?.expected.ways[0] : undefined;
    const reason = keysAreShown(shownOf(verdict)) ? verdict.reason : `${verdict.reason}; its keys are predicted`;
    if (own !== undefined) return { ...verdict, certainty: own, reason, ...(after && { after }) };
    const like = verdicts.find((other) => shapeOf(other) === shapeOf(verdict) && howOf(other) !== undefined);
    if (like === undefined) return verdict;
    return { ...verdict, certainty: 'rehearsed', reason: `${verdict.reason}; as ${like.account}, of the same shape` };
  });
}
