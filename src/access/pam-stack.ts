// What sshd's PAM service asks for, read from its own file. A first model: it does not follow includes, and where it does not
// understand a stack it says so.
import { moduleName, parsePamConfig, type PamRule } from '../formats/pam-config.ts';

/** How the stack treats one-time codes. `weak` lets somebody past without a code, or breaks the module. */
export type CodeDemand =
  | { readonly demand: 'none' | 'required' }
  | { readonly demand: 'weak'; readonly cause: string; readonly reason: string };

/** What the auth part asks for. `opaque` names what the model does not understand; then nothing here is sure. */
export interface AuthStack {
  readonly password: boolean;
  readonly code: CodeDemand;
  readonly opaque: string | undefined;
}

const codeModule = 'pam_google_authenticator.so';

// Modules that neither ask for anything nor let anybody in by themselves.
const neutral = new Set([
  'pam_env.so',
  'pam_nologin.so',
  'pam_faildelay.so',
  'pam_faillock.so',
  'pam_permit.so',
  'pam_shells.so',
  'pam_access.so',
  'pam_sepermit.so',
  'pam_securetty.so',
]);

/** Reads the auth part of a service's text. */
export function authStack(text: string): AuthStack {
  let password = false;
  let code: CodeDemand = { demand: 'none' };
  let opaque: string | undefined;
  // `include`, unlike `substack`, lets a `sufficient` in the other file end this stack too.
  let ending: string | undefined;
  let permits = false;
  for (const line of parsePamConfig(text)) {
    if (line.kind === 'unknown') opaque ??= line.raw.trim();
    if (line.kind === 'include') {
      if (asksPassword(line.service)) password = true;
      else if (!/^common-(?:account|session|password)/.test(line.service)) opaque ??= line.raw.trim();
    }
    if (line.kind !== 'rule' || line.rule.type !== 'auth') continue;
    const { rule } = line;
    if (moduleName(rule.module) === 'pam_permit.so') permits = true;
    if (isInclude(rule)) {
      password = true;
      if (rule.control === 'include') ending ??= line.raw.trim();
    } else if (isCode(rule)) code = code.demand === 'weak' ? code : codeDemand(rule, opaque ?? ending);
    else if (moduleName(rule.module) === 'pam_unix.so') {
      password = true;
      if (!isDemanding(rule.control)) opaque ??= line.raw.trim();
    } else if (!neutral.has(moduleName(rule.module)) || !isDemanding(rule.control)) opaque ??= line.raw.trim();
  }
  return { password, code: password || permits ? code : withoutYes(code), opaque };
}

/** Whether a rule is the module that asks for one-time codes. */
export function isCode(rule: PamRule): boolean {
  return rule.type === 'auth' && moduleName(rule.module) === codeModule;
}

function asksPassword(service: string): boolean {
  return service === 'common-auth' || service === 'system-auth' || service === 'password-auth';
}

function isInclude(rule: PamRule): boolean {
  return (rule.control === 'include' || rule.control === 'substack') && asksPassword(rule.module);
}

function isDemanding(control: string): boolean {
  return control === 'required' || control === 'requisite';
}

/** The module ignores an account without a state file under `nullok`, and a stack that only ignores refuses. */
function withoutYes(code: CodeDemand): CodeDemand {
  if (code.demand !== 'weak' || code.cause !== 'N5') return code;
  return {
    demand: 'weak',
    cause: 'L7',
    reason: '"nullok" leaves it to other lines to let those in who have no state file, and none does',
  };
}

function codeDemand(rule: PamRule, before: string | undefined): CodeDemand {
  const weak = (cause: string, reason: string): CodeDemand => ({ demand: 'weak', cause, reason });
  if (before !== undefined) return weak('N7', `"${before}" stands before the code and may end the stack`);
  if (!isDemanding(rule.control)) return weak('N6', `the code is "${rule.control}", not "required"`);
  if (rule.args.includes('nullok')) return weak('N5', '"nullok" lets everybody in who has no state file');
  const dangerous = rule.args.find((arg) =>
    /^(?:allow_readonly|no_strict_owner|allowed_perm=|grace_period=)/.test(arg),
  );
  if (dangerous !== undefined) return weak('N18', `"${dangerous}" weakens the code`);
  const elsewhere = rule.args.find((arg) => /^(?:secret|user)=|_pass$/.test(arg));
  if (elsewhere !== undefined)
    return weak('N1', `"${elsewhere}" keeps secrets, or asks for them, in another way than Keyturn does`);
  return { demand: 'required' };
}
