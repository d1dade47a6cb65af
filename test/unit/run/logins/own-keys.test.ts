// Which keys of an account a host's sshd is asked about, and when its answer would mean nothing.
import assert from 'node:assert/strict';
import { factsOf } from '../../../../src/facts/fact.ts';
import { parseAuthorizedKeys } from '../../../../src/formats/authorized-keys.ts';
import { keysToAsk, mayAskKeys } from '../../../../src/run/logins/own-keys.ts';

const blob = (last: string): string => `AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh${last}g`;

interface Host {
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly config?: string;
  readonly keys?: string;
}

function factsOfHost({ values = {}, config = '', keys = `ssh-ed25519 ${blob('8')}\n` }: Host) {
  const lines = parseAuthorizedKeys(keys).map((found, index) => ({ line: index + 1, found }));
  const facts: Readonly<Record<string, unknown>> = {
    'sshd-files': { main: '/etc/ssh/sshd_config', files: [{ path: '/etc/ssh/sshd_config', text: config }] },
    'sshd-effective': { global: { known: true, values: { maxauthtries: ['6'], ...values } }, classes: [] },
    accounts: { accounts: [{ name: 'alice', keyFiles: [{ lines }], hidden: [] }] },
  };
  return factsOf(new Map(Object.entries(facts)));
}

describe('the keys to ask about', () => {
  const asked: Readonly<Record<string, readonly [host: Host, keys: number, mostRefused: number]>> = {
    'are those of the account, and leave tries for the login': [{}, 1, 4],
    'are each asked about once': [{ keys: `ssh-ed25519 ${blob('8')}\nssh-ed25519 ${blob('8')}\n` }, 1, 4],
    'are none that are good from certain clients only': [{ keys: `from="10.0.0.1" ssh-ed25519 ${blob('8')}\n` }, 0, 4],
    'are none of authorities': [{ keys: `cert-authority ssh-ed25519 ${blob('8')}\n` }, 0, 4],
    'are those with a command too': [{ keys: `command="x" ssh-ed25519 ${blob('8')}\n` }, 1, 4],
    'may be refused once where sshd allows three failures': [{ values: { maxauthtries: ['3'] } }, 1, 1],
  };
  for (const [name, [host, keys, mostRefused]] of Object.entries(asked)) {
    it(name, () => {
      const found = keysToAsk(factsOfHost(host), 'alice');
      assert.deepEqual([found?.keys.length, found?.mostRefused], [keys, mostRefused]);
    });
  }

  const unasked: Readonly<Record<string, Host>> = {
    'where sshd allows two failures': { values: { maxauthtries: ['2'] } },
    'where a command tells keys': { values: { authorizedkeyscommand: ['/opt/x'] } },
    'where a command tells keys to some': { config: 'Match User bob\nAuthorizedKeysCommand /opt/x\n' },
    'where an authority is trusted': { config: 'TrustedUserCAKeys /etc/ssh/ca.pub\n' },
  };
  for (const [name, host] of Object.entries(unasked)) {
    it(`are not to be asked about ${name}`, () => {
      assert.equal(keysToAsk(factsOfHost(host), 'alice'), undefined);
    });
  }

  it('stay in place where nothing else tells keys, and only there', () => {
    assert.equal(mayAskKeys(factsOfHost({ values: { authorizedkeyscommand: ['none'] } })), true);
    assert.equal(mayAskKeys(factsOfHost({ values: { trustedusercakeys: ['/etc/ssh/ca.pub'] } })), false);
  });

  it('are none of an account that was not looked at', () => {
    assert.equal(keysToAsk(factsOfHost({}), 'bob'), undefined);
  });
});
