// Codes that were refused lately, by the log that the PAM module writes to. Counted on our side: the host sends the lines' ends.
import type { Fact } from './fact.ts';

/** How often the module refused an account, and why. */
export interface CodeFailure {
  readonly account: string;
  readonly kind: 'wrong-code' | 'no-secret';
  readonly times: number;
}

/** `known` is false where there was no log to read. */
export type CodeFailures =
  { readonly known: true; readonly failures: readonly CodeFailure[] } | { readonly known: false };

/** No more lines than that are looked at. */
const most = 1000;

// Up to 1.09 the module logs as pam_google_authenticator, later as pam_google_auth.
const probe = `LC_ALL=C
export LC_ALL
refusals() { grep -aoE 'sshd(-session)?[(]pam_google_auth(enticator)?[)].*(Invalid verification code for|No secret configured for user) [^ ,]+' | tail -n ${most}; }
for log in /var/log/auth.log /var/log/secure /var/log/messages; do
  if [ -f "$log" ] && [ -r "$log" ]; then
    echo log:
    tail -c 4194304 "$log" | refusals
    echo end:
    exit 0
  fi
done
if [ -d /run/systemd/system ] && command -v journalctl >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo log:
  timeout 10 journalctl -q --no-pager -o short -n 200000 --since=-14d _UID=0 _COMM=sshd + _UID=0 _COMM=sshd-session | refusals
fi
echo end:
`;

const refusal = /(Invalid verification code for|No secret configured for user) ([A-Za-z0-9_][A-Za-z0-9_.@-]{0,62}\$?)$/;

function parse(text: string): CodeFailures {
  const lines = text.split('\n');
  if (!lines.includes('log:')) return { known: false };
  const counts = new Map<string, CodeFailure>();
  for (const line of lines) {
    const [, said = '', account = ''] = refusal.exec(line) ?? [];
    if (account === '') continue;
    const kind = said.startsWith('Invalid') ? 'wrong-code' : 'no-secret';
    const times = (counts.get(`${kind} ${account}`)?.times ?? 0) + 1;
    counts.set(`${kind} ${account}`, { account, kind, times });
  }
  return { known: true, failures: [...counts.values()] };
}

/** No parameters. */
export const codeFailures: Fact<CodeFailures> = {
  name: 'code-failures',
  probe: () => probe,
  parse,
  line: /^(?:log:|sshd(?:-session)?\(pam_google_auth(?:enticator)?\).*|end:)$/s,
};
