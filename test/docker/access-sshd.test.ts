// The model against sshd itself: what `sshd -T -C` says of generated configurations, for accounts that connect from somewhere, and what
// we say. Every pair of Match kind, Include order, policy and release occurs.
import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../docker/lab.ts';
import { accessKeywords, valueOf } from '../../src/access/setting-values.ts';
import type { OpensshVersion } from '../../src/facts/openssh-version.ts';
import { walkSshdConfig } from '../../src/formats/sshd-walk.ts';
import { runs, seed } from '../support/seed.ts';
import { configuration, factors, isPossible, pick } from './access/configurations.ts';
import { drawFrom } from './access/draw.ts';
import { limits } from './access/limits.ts';
import { combinations, coverage } from './access/pairs.ts';
import { ask, people, peers, prepare, type Answer, type Question } from './access/questions.ts';

const versions = {
  '11': { known: true, major: 8, minor: 4, text: 'OpenSSH_8.4p1' },
  '12': { known: true, major: 9, minor: 2, text: 'OpenSSH_9.2p1' },
  '13': { known: true, major: 10, minor: 0, text: 'OpenSSH_10.0p2' },
} as const satisfies Readonly<Record<string, OpensshVersion>>;

const releases = Object.keys(versions) as readonly (keyof typeof versions)[];

/** Where ours and sshd's differ, in words; empty where they agree. */
function disagreements({ files, person, peer }: Question, answer: Answer, version: OpensshVersion): readonly string[] {
  const told = files.map(([path, text]) => `--- ${path}\n${text}`).join('');
  const whom = `${person.name} from ${JSON.stringify(peer)}\n${told}`;
  if ('refused' in answer) return [`sshd refuses: ${answer.refused}\n${whom}`];
  const settings = walkSshdConfig(new Map(files), files[0]?.[0] ?? '');
  const view = { version, settings, defaults: new Map<string, string>() };
  return accessKeywords.flatMap((keyword) => {
    const said = answer.values.get(keyword) ?? '';
    if (keyword === 'challengeresponseauthentication' && said === '') return [];
    const { value, place } = valueOf(view, person, peer, keyword);
    const ours = value.toLowerCase() === 'prohibit-password' ? 'without-password' : value.toLowerCase();
    return ours === said.toLowerCase() ? [] : [`${keyword}: ours "${value}" (${place}), sshd's "${said}" for ${whom}`];
  });
}

describe('the access model against sshd -T -C', function () {
  this.timeout(900_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab(releases.map((release) => ({ name: `debian-${release}`, image: `debian-${release}` })));
    await Promise.all(lab.hosts.map(prepare));
  });
  after(() => lab.stop());

  it('agrees in every value', async () => {
    const draw = drawFrom(seed());
    const found = combinations(factors, runs(200, 2_100), draw, isPossible);
    const { covered, possible } = coverage(factors, found, isPossible);
    const questions = found.flatMap((combination, index) => {
      const files = configuration(combination, `/tmp/differential/${index}`, draw);
      return Array.from({ length: runs(3, 8) }, () => ({
        release: combination['release'],
        question: { files, person: pick(draw, people), peer: pick(draw, peers) } satisfies Question,
      }));
    });
    const wrong = await Promise.all(
      releases.map(async (release) => {
        const own = questions.filter((one) => one.release === release).map(({ question }) => question);
        const answers = await ask(lab.host(`debian-${release}`), own);
        assert.equal(answers.length, own.length);
        return own.flatMap((question, index) =>
          disagreements(question, answers[index] ?? { refused: 'no answer' }, versions[release]),
        );
      }),
    );
    const counts = `${found.length} configurations, ${questions.length} questions, ${accessKeywords.length} values each`;
    console.log(`      seed ${seed()}: ${counts}; pairs covered: ${covered} of ${possible}`);
    assert.equal(covered, possible);
    assert.deepEqual(wrong.flat().slice(0, 3), [], `${wrong.flat().length} disagreements`);
  });

  for (const [index, { what, release, text, keyword, ours, sshds }] of limits.entries()) {
    it(`is known to differ: ${what}`, async () => {
      const path = `/tmp/differential/limit-${index}/main`;
      const [person, peer] = [people[1], peers[0]];
      const [answer] = await ask(lab.host(`debian-${release}`), [{ files: [[path, text]], person, peer }]);
      assert.ok(answer && 'values' in answer);
      assert.equal(answer.values.get(keyword), sshds);
      const settings = walkSshdConfig(new Map([[path, text]]), path);
      const view = { version: versions[release], settings, defaults: new Map<string, string>() };
      assert.equal(valueOf(view, person, peer, keyword).value, ours);
    });
  }
});
