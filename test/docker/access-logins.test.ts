// The whole model against real logins: who gets in from where with what, for generated configurations, stores of secrets and PAM
// services, and what OpenSSH's own client finds. Every pair of Match kind, Include order, policy, store, PAM service and release occurs.
import assert from 'node:assert/strict';
import { docker } from '../../docker/engine.ts';
import { startLab, type Lab, type LabHost } from '../../docker/lab.ts';
import { runs, seed } from '../support/seed.ts';
import { factors, isPossible } from './access/configurations.ts';
import { drawFrom } from './access/draw.ts';
import { combinations, coverage, type Combination } from './access/pairs.ts';
import { candidates, configure, type Ends } from './logins/configured.ts';
import { tryAll } from './logins/attempts.ts';
import { preparePeople, takeAddresses } from './logins/people.ts';
import { stacks, stores } from './logins/stores.ts';
import { addressesOf, attemptsFor, chosenVerdicts, disagreement, type Verdict } from './logins/verdicts.ts';

const all = { ...factors, store: Object.keys(stores), stack: Object.keys(stacks) };

/** What one configuration came to. */
interface Result {
  readonly verdicts: readonly Verdict[];
  readonly logins: number;
  readonly disagreements: readonly string[];
}

async function endsOf(host: LabHost): Promise<Ends> {
  const format = '{{.NetworkSettings.Networks.bridge.Gateway}} {{.NetworkSettings.Networks.bridge.IPAddress}}';
  const [client = '', local = ''] = (await docker('inspect', '--format', format, host.container)).trim().split(' ');
  return { client, local };
}

describe('the access model against real logins', function () {
  this.timeout(1_800_000);
  let lab: Lab;

  before(async () => {
    const mayTakeAddresses = ['--cap-add', 'NET_ADMIN', '--sysctl', 'net.ipv6.conf.all.disable_ipv6=0'];
    // Names are in /etc/hosts, or nowhere.
    const dockerArgs = [...mayTakeAddresses, '--dns', '127.0.0.1'];
    lab = await startLab(
      factors.release.map((release) => ({ name: `debian-${release}`, release, otp: true, dockerArgs })),
    );
    await Promise.all(lab.hosts.map((host) => preparePeople(lab, host)));
  });
  after(() => lab.stop());

  async function tryConfiguration(
    host: LabHost,
    ends: Ends,
    taken: Set<string>,
    combination: Combination,
    number: number,
  ): Promise<Result> {
    const draw = drawFrom(seed() + 7919 * number);
    const { files, facts } = await configure(host, candidates(combination, draw), combination, ends);
    const verdicts = chosenVerdicts(facts, 3, draw);
    await takeAddresses(host, taken, addressesOf(verdicts, ends.local));
    const attempts = verdicts.flatMap((verdict) => attemptsFor(verdict, draw));
    const outcomes = await tryAll(
      lab,
      host,
      attempts.map(({ attempt }) => attempt),
    );
    const disagreements = attempts.flatMap((tried, index) => disagreement(tried, outcomes[index]) ?? []);
    const whole = files.map(([path, text]) => `--- ${path}\n${text}`).join('');
    return {
      verdicts,
      logins: attempts.length,
      disagreements: disagreements.map((text) => `${text}\n${JSON.stringify(combination)}\n${whole}`),
    };
  }

  it('agrees with every login', async () => {
    const wanted = combinations(all, 200, drawFrom(seed()), isPossible);
    const found = wanted.slice(0, runs(20, wanted.length));
    const { covered, possible } = coverage(all, found, isPossible);
    const results = await Promise.all(
      lab.hosts.map(async (host) => {
        const ends = await endsOf(host);
        const taken = new Set<string>();
        const own: Result[] = [];
        for (const [number, combination] of found.entries()) {
          if (combination['release'] !== host.release) continue;
          own.push(await tryConfiguration(host, ends, taken, combination, number));
        }
        return own;
      }),
    );
    const [flat, verdicts] = [results.flat(), results.flat().flatMap((result) => result.verdicts)];
    const ways = [...new Set(verdicts.map(({ way }) => way))].sort();
    const tally = ways.map((way) => `${way} ${verdicts.filter((verdict) => verdict.way === way).length}`);
    const logins = flat.reduce((sum, result) => sum + result.logins, 0);
    const wrong = flat.flatMap(({ disagreements }) => disagreements);
    console.log(
      `      seed ${seed()}: ${found.length} configurations, ${verdicts.length} verdicts, ${logins} logins; ` +
        `pairs covered: ${covered} of ${possible}; disagreements: ${wrong.length}\n` +
        `      ${tally.join(', ')}`,
    );
    if (found.length === wanted.length) assert.equal(covered, possible);
    const titles = wrong.map((text) => text.split('\n', 1)[0]).join('\n');
    assert.deepEqual(wrong.slice(0, 3), [], `${wrong.length} disagreements:\n${titles}`);
  });
});
