// Verdicts about who gets in against real logins: hosts that get one configuration after another, and everything that was said and seen.
import assert from 'node:assert/strict';
import { docker } from '../../../docker/engine.ts';
import type { LabHost } from '../../../docker/host.ts';
import { startLab, type Lab } from '../../../docker/lab.ts';
import { seed } from '../../support/seed.ts';
import { factors } from '../access/configurations.ts';
import { drawFrom } from '../access/draw.ts';
import type { Combination } from '../access/pairs.ts';
import type { Answers } from '../../../src/run/audit/ask.ts';
import { tryAll } from './attempts.ts';
import { candidates, configure, type Ends } from './configured.ts';
import { preparePeople, takeAddresses } from './people.ts';
import { addressesOf, attemptsFor, chosenVerdicts, disagreement, type Told, type Verdict } from './verdicts.ts';

/** What one configuration came to. */
export interface Result {
  readonly verdicts: readonly Verdict[];
  readonly logins: number;
  readonly disagreements: readonly string[];
}

/** Who is asked: what it tells of everybody, and how many of its verdicts to try. */
export interface Teller {
  readonly tell: (answers: Answers) => readonly Told[];
  readonly count: number;
}

/** A host of each release with people on it. */
export async function startReleases(): Promise<Lab> {
  const mayTakeAddresses = ['--cap-add', 'NET_ADMIN', '--sysctl', 'net.ipv6.conf.all.disable_ipv6=0'];
  // Names are in /etc/hosts, or nowhere.
  const dockerArgs = [...mayTakeAddresses, '--dns', '127.0.0.1'];
  const lab = await startLab(
    factors.release.map((release) => ({
      name: `debian-${release}`,
      image: `debian-${release}`,
      otp: true,
      dockerArgs,
    })),
  );
  await Promise.all(lab.hosts.map((host) => preparePeople(lab, host)));
  return lab;
}

/** Tries all configurations, each on the host of its release, and says what came of it. Throws where anything disagrees. */
export async function agreeOn(lab: Lab, found: readonly Combination[], teller: Teller): Promise<readonly Result[]> {
  const results = await Promise.all(
    lab.hosts.map(async (host) => {
      const ends = await endsOf(host);
      const taken = new Set<string>();
      const own: Result[] = [];
      for (const [number, combination] of found.entries()) {
        if (combination['release'] !== host.release) continue;
        own.push(await tryConfiguration(lab, host, ends, taken, combination, number, teller));
      }
      return own;
    }),
  );
  const flat = results.flat();
  const verdicts = flat.flatMap((result) => result.verdicts);
  const ways = [...new Set(verdicts.map(({ way }) => way))].sort();
  const tally = ways.map((way) => `${way} ${verdicts.filter((verdict) => verdict.way === way).length}`);
  const logins = flat.reduce((sum, result) => sum + result.logins, 0);
  const wrong = flat.flatMap(({ disagreements }) => disagreements);
  console.log(
    `      seed ${seed()}: ${found.length} configurations, ${verdicts.length} verdicts, ${logins} logins; ` +
      `disagreements: ${wrong.length}\n      ${tally.join(', ')}`,
  );
  assert.ok(found.length > 0, 'no configuration was tried');
  assert.ok(verdicts.length >= found.length, `${verdicts.length} verdicts on ${found.length} configurations`);
  assert.ok(logins >= found.length, `${logins} logins on ${found.length} configurations`);
  const titles = wrong.map((text) => text.split('\n', 1)[0]).join('\n');
  assert.deepEqual(wrong.slice(0, 3), [], `${wrong.length} disagreements:\n${titles}`);
  return flat;
}

async function endsOf(host: LabHost): Promise<Ends> {
  const format = '{{.NetworkSettings.Networks.bridge.Gateway}} {{.NetworkSettings.Networks.bridge.IPAddress}}';
  const [client = '', local = ''] = (await docker('inspect', '--format', format, host.container)).trim().split(' ');
  return { client, local };
}

async function tryConfiguration(
  lab: Lab,
  host: LabHost,
  ends: Ends,
  taken: Set<string>,
  combination: Combination,
  number: number,
  { tell, count }: Teller,
): Promise<Result> {
  const draw = drawFrom(seed() + 7919 * number);
  const { files, answers } = await configure(host, candidates(combination, draw), combination, ends);
  const verdicts = chosenVerdicts(tell(answers), count, draw);
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
