// Lines of the host that would win over ours for somebody: silent gaps (N8) and lock-outs (L4), each named by its place.
import { causes, type RefusalId } from '../../causes/causes.ts';
import { kbdintNames } from '../../access/host-view.ts';
import type { Account } from '../../facts/accounts.ts';
import { atLeast, type OpensshVersion } from '../../facts/openssh-version.ts';
import {
  daemonArguments,
  decide,
  globalSetting,
  overridesFor,
  placeText,
  type Setting,
} from '../../formats/sshd-walk.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { SshdSetting } from '../../policies/policy.ts';
import type { Enforced } from './enforced.ts';

/** What must hold, and who is concerned. */
export interface Intent {
  readonly enforced: Enforced;
  readonly settings: readonly Setting[];
  readonly dropIn: string;
  /** The PAM service that we write. */
  readonly pamService: string;
  readonly version: OpensshVersion;
  readonly accounts: readonly Account[];
  isExempt(account: Account): boolean;
}

interface Rule {
  readonly names: readonly string[];
  readonly cause: RefusalId;
  readonly accepts: (value: string) => boolean;
}

/** The rules of the settings that must hold; AuthenticationMethods, which decides most and stands last, comes first. */
function rules({ settings }: Enforced, version: OpensshVersion): readonly Rule[] {
  return settings
    .filter(({ required }) => required)
    .map((setting) => ruleOf(setting, version))
    .toReversed();
}

function ruleOf({ keyword, value }: SshdSetting, version: OpensshVersion): Rule {
  const name = keyword.toLowerCase();
  if (name === 'authenticationmethods') {
    const same = [value, value.replaceAll('keyboard-interactive:pam', 'keyboard-interactive')];
    return { names: [name], cause: causes.otherLineWins, accepts: (found) => same.includes(found.toLowerCase()) };
  }
  const kbdint = [...kbdintNames(version), 'kbdinteractiveauthentication'];
  const names = kbdint.includes(name) ? kbdint : [name];
  return { names, cause: causes.methodOff, accepts: (found) => found.toLowerCase() === value.toLowerCase() };
}

/** One refusal per line that wins over ours, with the accounts that it concerns. */
export function policyConflicts(intent: Intent): readonly Refusal[] {
  const hits = new Map<Setting, { readonly cause: RefusalId; readonly accounts: Set<string> }>();
  const hit = (setting: Setting, cause: RefusalId, account: string): void => {
    const entry = hits.get(setting) ?? { cause, accounts: new Set<string>() };
    entry.accounts.add(account);
    hits.set(setting, entry);
  };
  for (const account of intent.accounts) {
    for (const { setting, cause } of rivals(intent, account)) hit(setting, cause, account.name);
  }
  return [
    ...globalGap(intent),
    ...fromCommandLine(intent),
    ...anyLines(intent),
    ...otherServices(intent),
    ...[...hits].map(([setting, { cause, accounts }]) => conflict(setting, cause, [...accounts])),
  ];
}

function rivals(intent: Intent, account: Account): readonly { readonly setting: Setting; readonly cause: RefusalId }[] {
  if (intent.isExempt(account)) {
    const decision = decide(intent.settings, ['authenticationmethods'], account);
    const settings = decision.by === 'setting' ? [decision.setting] : decision.by === 'origin' ? decision.settings : [];
    return settings
      .filter((setting) => setting.file !== intent.dropIn && !isAny(setting))
      .map((setting) => ({ setting, cause: causes.methodOff }));
  }
  return rules(intent.enforced, intent.version).flatMap(({ names, cause, accepts }) =>
    overridesFor(intent.settings, names, account)
      .filter(({ setting }) => !accepts(setting.args.join(' ')) && !isAny(setting))
      .map(({ setting }) => ({ setting, cause: isAlternative(setting) ? causes.weakerList : cause })),
  );
}

/** Several lists, each of which is enough: the right one among them helps nothing. */
function isAlternative({ keyword, args }: Setting): boolean {
  return keyword === 'authenticationmethods' && args.length > 1 && args.some((list) => list.includes(','));
}

const isAny = ({ keyword, args }: Setting): boolean => keyword === 'authenticationmethods' && args.includes('any');

// `any` must stand alone: sshd refuses the whole configuration when another list was read before, even if a Match block lies between.
function anyLines({ settings }: Intent): readonly Refusal[] {
  return settings.filter(isAny).map((setting) => ({
    cause: causes.methodsNotTaken,
    message: `${placeText(setting)} has "AuthenticationMethods any", which sshd refuses once another line demands methods`,
    help: 'remove the line: it is what holds by default',
  }));
}

/** From 9.8 on sshd may be told to ask another PAM service than the one that we write. Rehearsals, which name their own, cannot see it. */
function otherServices({ settings, version, enforced, pamService }: Intent): readonly Refusal[] {
  if (!atLeast(version, 9, 8) || enforced.policy.pam.asks.length === 0) return [];
  return settings
    .filter(({ keyword, args }) => keyword === 'pamservicename' && args.join(' ') !== pamService)
    .map((setting) => ({
      cause: causes.otherPamService,
      message: `${placeText(setting)} has "PAMServiceName ${setting.args.join(' ')}": sshd would not ask for the code that the service ${pamService} asks for`,
      help: 'remove the line, so that sshd asks its own service',
    }));
}

/** Our own lines must decide globally; placement sees to it, and this makes sure. */
function globalGap({ settings, dropIn }: Intent): readonly Refusal[] {
  const decides = globalSetting(settings, ['authenticationmethods']);
  if (decides?.file === dropIn || decides?.file === daemonArguments) return [];
  const place = decides === undefined ? 'nothing' : placeText(decides);
  return [
    {
      cause: causes.otherLineWins,
      message: `${place} would decide, not ${dropIn}`,
      help: `include ${dropIn} before anything else`,
    },
  ];
}

/** What sshd was started with comes before all files. */
function fromCommandLine({ settings, enforced, version }: Intent): readonly Refusal[] {
  return rules(enforced, version).flatMap(({ names, accepts }) => {
    const setting = globalSetting(settings, names);
    if (setting?.file !== daemonArguments || accepts(setting.args.join(' '))) return [];
    return [
      {
        cause: causes.otherLineWins,
        message: `sshd was started with "-o ${setting.keyword}=${setting.args.join(' ')}", which wins over every file`,
        help: 'take it out of what starts sshd (ExecStart of its unit, SSHD_OPTS in /etc/default/ssh), and start sshd anew when `sshd -t` says nothing',
      },
    ];
  });
}

function conflict(setting: Setting, cause: RefusalId, accounts: readonly string[]): Refusal {
  const line = `${setting.keyword} ${setting.args.join(' ')}`;
  const who = accounts.length > 3 ? `${accounts.length} accounts` : accounts.map((name) => `"${name}"`).join(', ');
  return {
    cause,
    ...(accounts.length === 1 && accounts[0] !== undefined ? { account: accounts[0] } : {}),
    message: `${placeText(setting)} has "${line}" in a Match block, which wins over Keyturn's line for ${who}`,
    help: 'remove the line, or exempt the accounts that it is for',
  };
}
