// Logins of the host's log against the model: what contradicts it, and everything that takes the weight from a login.
import assert from 'node:assert/strict';
import { contradictions } from '../../../src/access/contradicted.ts';
import { deniedLoginRefusals } from '../../../src/access/denied-logins.ts';
import type { DecidingFiles } from '../../../src/facts/deciding-files.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import type { AcceptedLogin } from '../../../src/facts/recent-logins.ts';
import { sshdEffective, type SshdEffective } from '../../../src/facts/sshd-effective.ts';
import type { SshdReload } from '../../../src/facts/sshd-reload.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';

// The clock of the base is at 1795200000.
const changed = 1_795_000_000;
const grace = 120;
const homeChanged = changed + 1000;
const late = changed + 5000;

interface Situation extends HostOverlay {
  readonly logins?: readonly Partial<AcceptedLogin>[];
  readonly files?: Partial<DecidingFiles>;
  readonly reload?: Partial<SshdReload>;
  readonly graceTime?: string;
  readonly log?: false;
  readonly values?: Readonly<Record<string, string>>;
}

/** The lab host, where bob has no key, no password and no state file, and alice has a key. */
function factsOf({ logins = [], files, reload, graceTime = String(grace), log, values, ...overlay }: Situation): Facts {
  const base = hostFacts({ ...overlay, accounts: { bob: { authorizedKeys: 'absent' }, ...overlay.accounts } });
  // As sshd says it on the lab host; hostFacts leaves it out where files are given.
  const { global } = hostFacts({}).get(sshdEffective);
  assert.ok(global.known);
  const set = Object.entries({ logingracetime: graceTime, ...values }).map(([key, value]) => [key, [value]]);
  const effective: SshdEffective = {
    global: { known: true, values: { ...global.values, ...(Object.fromEntries(set) as Record<string, string[]>) } },
    classes: [],
  };
  const accepted = logins.map((login) => ({
    ...{ account: 'bob', address: '198.51.100.9', method: 'publickey', epochSeconds: late },
    ...login,
  }));
  const homes = ['root', 'home/admin', 'home/alice', 'home/bob'];
  const own = new Map<string, unknown>([
    [sshdEffective.name, effective],
    ['recent-logins', log === false ? { known: false } : { known: true, accepted }],
    [
      'deciding-files',
      { host: changed, own: new Map(homes.map((home) => [`/${home}`, homeChanged])), directory: false, ...files },
    ],
    [
      'sshd-reload',
      { readAt: changed, files: [{ path: '/etc/ssh/sshd_config', written: 1, touched: changed }], ...reload },
    ],
  ]);
  return { get: <T>(fact: Fact<T>): T => (own.has(fact.name) ? (own.get(fact.name) as T) : base.get(fact)) };
}

function foundIn(situation: Situation): readonly string[] {
  const { found } = contradictions(factsOf({ logins: [{}], ...situation }));
  return found.map(({ account, reason, place }) => [account, reason, place].join('|'));
}

const noKey = 'bob|it has no key in ~/.ssh/authorized_keys or ~/.ssh/authorized_keys2|';
const at = (epochSeconds: number): Partial<AcceptedLogin> => ({ epochSeconds });
const twoFactors: HostOverlay & Pick<Situation, 'values'> = {
  sshd_files: {
    '/etc/ssh/sshd_config.d/00-x.conf':
      'KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n',
  },
  values: { kbdinteractiveauthentication: 'yes', authenticationmethods: 'publickey,keyboard-interactive' },
};

describe('a login of the log', () => {
  for (const [what, situation, found] of [
    ['with a key that nobody has', {}, [noKey]],
    ['with a key, where the account has one', { logins: [{ account: 'alice' }] }, []],
    ['with a password that nobody can have', { logins: [{ method: 'password' }] }, [/^bob\|.*password/]],
    ['with an empty password, where there is none', { logins: [{ method: 'none' }] }, [/^bob\|.*password/]],
    [
      'with a method that is off',
      { logins: [{ method: 'keyboard-interactive/pam' }] },
      [/^bob\|KbdInteractiveAuthentication no at /],
    ],
    [
      'with Kerberos, which is off',
      { logins: [{ method: 'gssapi-with-mic' }] },
      ['bob|no login ends with "gssapi-with-mic"|'],
    ],
    ['with a method that the model does not know', { logins: [{ method: 'gssapi-keyex' }] }, []],
    [
      'with a key alone, where a code must come last',
      { ...twoFactors, logins: [{ account: 'alice' }] },
      [
        'alice|no login ends with "publickey" (AuthenticationMethods at /etc/ssh/sshd_config.d/00-x.conf:2)|/etc/ssh/sshd_config.d/00-x.conf:2',
      ],
    ],
    [
      'with a method that the model does not know, where others are demanded',
      { ...twoFactors, logins: [{ account: 'alice', method: 'gssapi-keyex' }] },
      [/^alice\|no login ends with "gssapi-keyex"/],
    ],
    [
      'of an account that sshd does not admit',
      { sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'DenyUsers alice\n' }, logins: [{ account: 'alice' }] },
      [/^alice\|DenyUsers at /],
    ],
    [
      'from where the rule does not reach',
      {
        sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'DenyUsers alice@192.0.2.*\n' },
        logins: [{ account: 'alice' }],
      },
      [],
    ],
    [
      'from where the rule does reach',
      {
        sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'DenyUsers alice@198.51.100.*\n' },
        logins: [{ account: 'alice' }],
      },
      [/^alice\|/],
    ],
    [
      'to a port for which another rule holds, or not',
      {
        sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'Match LocalPort 2222\n DenyUsers alice\n' },
        logins: [{ account: 'alice' }],
      },
      [],
    ],
    [
      'where commands tell keys',
      {
        sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'AuthorizedKeysCommand /opt/keys\n' },
        values: { authorizedkeyscommand: '/opt/keys' },
      },
      [],
    ],
    ['of an account that is not there', { logins: [{ account: 'carol' }] }, []],
    [
      'twice: told once, the latest',
      { logins: [at(late - 5), { ...at(late), method: 'password' }] },
      [/^bob\|.*password/],
    ],
  ] as const) {
    it(`${found.length > 0 ? 'contradicts' : 'is no contradiction'}: ${what}`, () => {
      const said = foundIn(situation);
      assert.equal(said.length, found.length, said.join('; '));
      found.forEach((wanted, index) => {
        if (typeof wanted === 'string') assert.equal(said[index], wanted);
        else assert.match(said[index] ?? '', wanted);
      });
    });
  }

  // Each limit on both sides: the time is the last that counts not, and the next one counts.
  const closed: Situation = { sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'DenyUsers bob\n' } };
  const code = { method: 'keyboard-interactive/pam' };
  const withCode: Situation = { ...twoFactors, accounts: { bob: { authorizedKeys: 'present', password: 'unusable' } } };
  const state = '/home/bob/.google_authenticator';
  const homes = (...paths: readonly (readonly [string, number])[]): Pick<DecidingFiles, 'own'> => ({
    own: new Map([['/home/bob', homeChanged], ...paths]),
  });
  for (const [what, last, situation] of [
    ['the last change and the grace of sshd', changed + grace, closed],
    ['another grace of sshd', changed + 7, { ...closed, graceTime: '7' }],
    ['the last change of what decides for all', changed + 900 + grace, { ...closed, files: { host: changed + 900 } }],
    ['the last reading of sshd', changed + 900 + grace, { ...closed, reload: { readAt: changed + 900 } }],
    ['the last change of the home', homeChanged, {}],
    ['the last change of ~/.ssh', homeChanged + 9, { files: homes(['/home/bob/.ssh', homeChanged + 9]) }],
    [
      'the last change of authorized_keys',
      homeChanged + 9,
      { files: homes(['/home/bob/.ssh/authorized_keys', homeChanged + 9]) },
    ],
    ['the last change of the home, for a code that is not there', homeChanged, { ...withCode, logins: [code] }],
    ['the last change of the home, for a password', homeChanged, { logins: [{ method: 'password' }] }],
  ] as const satisfies readonly (readonly [string, number, Situation])[]) {
    it(`counts only after ${what}`, () => {
      const { logins: [like = {}] = [] } = situation;
      assert.deepEqual(foundIn({ ...situation, logins: [{ ...like, ...at(last) }] }), []);
      assert.equal(foundIn({ ...situation, logins: [{ ...like, ...at(last + 1) }] }).length, 1);
    });
  }

  it('counts at the moment in which the module wrote the state file, and not before', () => {
    // The state file is there, and the model denies its codes.
    const situation: Situation = {
      ...withCode,
      state_files: { bob: { file: { kind: 'regular', mode: '666', uid: 1002 } } },
      pam_replace: { '@include common-auth': 'auth required pam_google_authenticator.so\n' },
      pam: { modules: ['/lib/security/pam_google_authenticator.so'] },
      files: {
        own: new Map([
          ['/home/bob', homeChanged],
          [state, homeChanged + 9],
        ]),
      },
    };
    assert.deepEqual(foundIn({ ...situation, logins: [{ ...code, ...at(homeChanged + 8) }] }), []);
    assert.equal(foundIn({ ...situation, logins: [{ ...code, ...at(homeChanged + 9) }] }).length, 1);
  });

  for (const [what, situation] of [
    ['no log tells', { log: false }],
    ['another daemon may have been it', { doors: [{ pid: 9 }] }],
    ['when anything changed is not known', { files: { host: undefined } }],
    ['when sshd read its files is not known', { reload: { readAt: undefined } }],
    ['sshd has not read a file since it changed', { reload: { readAt: changed - 1 } }],
    ['sshd waits without end', { graceTime: '0' }],
    ['a directory may have told other groups', { files: { directory: true } }],
    ['the home was not seen', { files: { own: new Map() } }],
    [
      'the login opens the home',
      { pam_replace: { '@include common-auth': 'auth optional pam_mount.so\n@include common-auth' } },
    ],
    [
      'keys are where nobody looked at the time',
      {
        sshd_files: { '/etc/ssh/sshd_config.d/a.conf': 'AuthorizedKeysFile /srv/keys/%u\n' },
        key_places: ['/srv/keys/%u'],
        values: { authorizedkeysfile: '/srv/keys/%u' },
      },
    ],
  ] as const satisfies readonly (readonly [string, Situation])[]) {
    it(`counts not where ${what}`, () => {
      assert.deepEqual(foundIn(situation), []);
    });
  }

  it('needs no reading of sshd where systemd starts one for each connection', () => {
    const situation = { reload: { readAt: undefined }, daemon: { socketActivated: true } } as const;
    assert.deepEqual(foundIn(situation), [noKey]);
  });

  it('is judged by what held then: a key that has expired since was good', () => {
    const expiry = (day: string): Situation => ({
      accounts: { bob: { keys: [`expiry-time="${day}" KEY`] } },
      logins: [at(1_795_100_000)],
      files: { own: new Map([['/home/bob', homeChanged]]) },
    });
    // The base stands at 2026-11-20; the login was on the 19th.
    assert.deepEqual(foundIn(expiry('202611191800Z')), []);
    assert.equal(foundIn(expiry('202611010000Z')).length, 1);
  });

  it('refuses the host, but for an account that may be locked out, which the managing account never is', () => {
    const facts = factsOf({ logins: [{}, { account: 'admin', method: 'password' }] });
    const refused = (...allowed: readonly string[]): readonly string[] =>
      deniedLoginRefusals(facts, 'admin', allowed).map(({ account, cause }) => `${cause} ${account ?? ''}`);
    assert.deepEqual(refused().toSorted(), ['contradicted admin', 'contradicted bob']);
    assert.deepEqual(refused('bob', 'admin'), ['contradicted admin']);
    const [{ message, help } = { message: '', help: '' }] = deniedLoginRefusals(factsOf({ logins: [{}] }), 'admin', []);
    assert.match(
      message,
      /^"bob" logged in on 2026-11-18 at \d\d:\d\d UTC from 198\.51\.100\.9 with "publickey", and by/,
    );
    assert.match(help, /--allow-lockout bob/);
  });
});
