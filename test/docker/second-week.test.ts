// The second week of a fleet: hosts that an apply has rolled out, and then people come and go, lose keys and phones. Each case changes the
// host or the playbook, applies again, and lets OpenSSH's own client say who gets in.
import assert from 'node:assert/strict';
import type { LabHostSpec } from '../../docker/host.ts';
import { runs, seed } from '../support/seed.ts';
import { carryOut, rollOut, type SecondWeek } from './second-week/carry-out.ts';
import { cases, type Case } from './second-week/cases.ts';

const kinds = {
  debian11: { image: 'debian-11', otp: true },
  debian12: { image: 'debian-12', otp: true },
  debian13: { image: 'debian-13', otp: true },
  service: { image: 'debian-12-systemd' },
  socket: { image: 'debian-12-systemd', ssh: 'socket' },
} as const satisfies Record<string, Omit<LabHostSpec, 'name'>>;
type Kind = keyof typeof kinds;
const allKinds = Object.keys(kinds) as Kind[];

/** Every case on every kind of host that it is for; a sample is three cases, each on one kind. */
const chosen = cases.flatMap((one, index): { readonly one: Case; readonly on: readonly Kind[] }[] => {
  const on = allKinds.filter((kind) => kind.startsWith('debian') || one.onSystemd === true);
  const turn = index + seed();
  if (runs(0, 1) === 1) return [{ one, on }];
  return turn % Math.ceil(cases.length / 3) === 0 ? [{ one, on: on.filter((_, at) => at === turn % on.length) }] : [];
});

/** Cases that share a lab: not more hosts at once than a small machine starts in time. */
const casesPerLab = 3;
const labs = Array.from({ length: Math.ceil(chosen.length / casesPerLab) }, (_, at) =>
  chosen.slice(at * casesPerLab, (at + 1) * casesPerLab),
);

const nameOf = ({ name }: Case, kind: Kind): string => `${name}-${kind}`;

for (const [index, together] of labs.entries()) {
  describe(`the second week of a fleet, part ${index + 1} of ${labs.length} (seed ${seed()})`, function () {
    this.timeout(600_000);
    let week: SecondWeek | undefined;

    before(async () => {
      const specs = together.flatMap(({ one, on }) => on.map((kind) => ({ name: nameOf(one, kind), ...kinds[kind] })));
      week = await rollOut(specs);
    });
    after(() => week?.site.lab.stop());

    for (const { one, on } of together) {
      it(`${one.title}, on ${on.join(', ')}`, async () => {
        assert.ok(week);
        const { lab } = week.site;
        const hosts = on.map((kind) => lab.host(nameOf(one, kind)));
        await carryOut(week, one, hosts);
      });
    }
  });
}
