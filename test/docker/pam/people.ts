// Accounts of every kind on a lab host, for the questions that PAM asks about them.
import type { LabHost } from '../../../docker/host.ts';
import { accounts, type Account } from '../../../src/facts/accounts.ts';
import { clock } from '../../../src/facts/clock.ts';
import { pamService, type PamService } from '../../../src/facts/pam-service.ts';
import { stateFiles, type StateFiles } from '../../../src/facts/state-files.ts';
import { gatherScript, readFacts } from '../../../src/run/phases/gather.ts';
import { newNonce } from '../../../src/run/run-id.ts';

export const password = 'correct horse';
export const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** What each has. `broken` has a state file that others may read; `aged` must change its password. */
const people: Readonly<
  Record<string, { readonly password?: boolean; readonly state?: string; readonly and?: string }>
> = {
  full: { password: true, state: '0400' },
  password: { password: true },
  enrolled: { state: '0600', and: 'gpasswd -a enrolled staff' },
  none: {},
  empty: { state: '0400', and: 'passwd -d empty' },
  broken: { password: true, state: '0644', and: 'usermod -s /usr/sbin/nologin broken' },
  expired: { password: true, state: '0400', and: 'usermod -e 2020-01-01 expired' },
  aged: { password: true, state: '0400', and: 'chage -d 0 aged' },
  late: { password: true, state: '0400', and: 'chage -d 2020-01-01 -M 30 -I 5 late' },
};

/** Their names, and root's, who has neither password nor state file. */
export const names: readonly string[] = [...Object.keys(people), 'root'];

/** The facts about a host with these people. */
export interface Facts {
  readonly accounts: readonly Account[];
  readonly states: StateFiles;
  readonly service: PamService;
  readonly today: number;
}

/** Makes the accounts, and lets no wrong password wait. A state file takes codes for minutes, and none is used up. */
export async function makePeople(host: LabHost): Promise<Facts> {
  const state = `${secret}\n" TOTP_AUTH\n" WINDOW_SIZE 100\n`;
  const script = Object.entries(people).map(([name, { password: has, state: mode, and }]) =>
    [
      `useradd --create-home --shell /bin/bash --password '*' ${name}`,
      ...(has === true ? [`echo '${name}:${password}' | chpasswd`] : []),
      ...(mode === undefined
        ? []
        : [
            `printf '${state}' >/home/${name}/.google_authenticator`,
            `chmod ${mode} /home/${name}/.google_authenticator`,
          ]),
      `chown -R ${name}: /home/${name}`,
      ...(and === undefined ? [] : [and]),
    ].join('\n'),
  );
  const impatient = "sed -i '/^auth.*pam_unix.so/s/$/ nodelay/' /etc/pam.d/common-auth";
  const { code, stderr } = await host.exec(['sh', '-eu'], [...script, impatient].join('\n'));
  if (code !== 0) throw new Error(`${host.name}: ${stderr}`);
  return factsOf(host);
}

async function factsOf(host: LabHost): Promise<Facts> {
  const requests = [accounts, stateFiles, pamService, clock].map((fact) => ({
    fact,
    params: fact === accounts || fact === stateFiles ? names : [],
  }));
  const nonce = newNonce();
  const { stdout } = await host.exec(['sh', '-s'], gatherScript(requests, nonce));
  const facts = readFacts(requests, stdout, nonce);
  return {
    accounts: facts.get(accounts).accounts,
    states: facts.get(stateFiles),
    service: facts.get(pamService),
    today: Math.floor((facts.get(clock).epochSeconds ?? 0) / 86_400),
  };
}
