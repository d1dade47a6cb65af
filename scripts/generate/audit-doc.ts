// docs/audit.md: the manual of the audit, from the rules and the reporters.
import type { Rule } from '../../src/audit/rule.ts';
import type { Reporter } from '../../src/reporters/reporter.ts';

const intro = (kinds: string): string => `# Audit

Written by \`npm run generate\` from the rules in \`src/audit/rules/\` and the reporters in \`src/reporters/\`: change those, not this page.

    keyturn audit -i inventory.yml                                 what is wrong, on every host
    keyturn audit -i inventory.yml --become --profile pci-dss-4    as root, by another choice of rules
    keyturn audit -i inventory.yml --report html=audit.html --report sarif=audit.sarif
    keyturn audit -i inventory.yml --baseline baseline.yml --compare earlier.json
    keyturn audit --explain TFA-013                                one rule, and how to put it right

An audit writes nothing: it logs in once to each host, runs one script that only reads, and judges what it saw. A rule says \`pass\`, \`fail\`,
\`not-applicable\` or \`unknown\`. \`unknown\` means that what the rule needs could not be seen, and is never a pass; without root that is so for
most of what matters, so probe as root (\`--become\`, or \`ansible_become\` in the inventory).

It exits with 3 where a finding is as bad as \`--fail-on\` says, or worse (default: \`high\`; \`never\` for pipelines that only collect), with 4
where a host was not reached, and with 2 where one did not answer as it should; the worst of all hosts counts, as [output.md](output.md) says.

## Accounts

Below the findings stands who gets in how today, account by account and for each place that a login can come from: where Keyturn comes from, any
public address, the host itself, and whatever addresses the configuration names. \`-v\` shows every way with the line that decides, the sum is one line:

    412 accounts on 87 hosts: 398 key+code, 9 exempt, 5 not protected (3 causes).

| word            | means                                                                                                             |
| --------------- | ----------------------------------------------------------------------------------------------------------------- |
| \`key+code\`, …   | a one-time code and another factor, from everywhere                                                               |
| \`exempt\`        | less, by a Match block that names the account, a group or an address, where everybody else is asked for a code    |
| \`not protected\` | less from somewhere, and no such block; a block for everybody is none                                             |
| \`unknown\`       | the model cannot tell: it is no pass                                                                              |
| \`refused\`       | no way in from anywhere; not counted in the sum                                                                   |

Where several SSH daemons listen, each is a door of its own, with its own configuration, port and PAM service: the weakest one decides, and the
report names it ("by the SSH daemon on port 2222, second.service"). What a door lets in that cannot be judged is _unknown_, and so is every account that looked protected.

That is the model's word, predicted from what stands on disk: TFA-012 says whether sshd has read it. Two factors without a code (a key and a
password) do not count as protected. The model is the one that refuses plans which would lock somebody out: see [safety.md](safety.md).

## Accepted findings

A baseline is a file with findings that somebody has accepted, each with an owner, a reason and a last day (\`keyturn validate --kind baseline FILE\` checks it):

\`\`\`yaml
accepted:
  - rule: TFA-027
    hosts: [web*]
    accounts: [backup-bot]
    owner: ops@example.com
    reason: rsync of the nightly backup, from one address
    expires: 2027-01-31
\`\`\`

\`keyturn audit --baseline baseline.yml\` counts them no more and lists them; an exemption that is accepted is \`exempt until 2027-01-31\`. When the day
is over the finding is back, and says whose acceptance it was. \`--compare earlier.json\` shows what got better and worse since an earlier
\`--report json=earlier.json\`; nothing counts as better that could not be judged.

## Reports

\`--format KIND\` is for standard output, \`--report KIND=FILE\` adds files, as many as you like ([output.md](output.md#reports)).

${kinds}

## Profiles

A profile chooses rules, and may say how bad their findings are and what counts as fine. \`minimal\`, \`recommended\` (the default) and
\`pci-dss-4\` come with Keyturn; your own is a file, checked by \`keyturn validate --kind profile FILE\`:

\`\`\`yaml
name: ours
rules:
  TFA-013:
  TFA-019:
    severity: low
    parameters: { most: 4 }
\`\`\`

## Rules
`;

/** The page: the kinds of reports, a table of all rules, then each of them. */
export function auditDoc(rules: readonly Rule[], reporters: readonly Reporter[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title} |`);
  return [
    intro(kindsTable(reporters)),
    '| rule | severity | what is wrong |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...rules.flatMap(section),
  ].join('\n');
}

function kindsTable(reporters: readonly Reporter[]): string {
  const rows = reporters
    .filter(({ audit }) => audit !== undefined)
    .map(({ name, description, run }) => `| \`${name}\` | ${description} | ${run === undefined ? '' : 'yes'} |`);
  return ['| kind | is | of runs, too |', '| --- | --- | --- |', ...rows].join('\n');
}

function section({
  id,
  title,
  severity,
  rationale,
  remediation,
  references,
  parameters = {},
}: Rule): readonly string[] {
  const known = references.map(({ standard, place }) => `${standard} ${place}`);
  const numbers = Object.entries(parameters).map(
    ([name, { description, default: usual, least, most }]) =>
      `| \`${name}\` | ${usual} | ${least} to ${most} | ${description} |`,
  );
  const task = remediation.task?.replaceAll('\n', '\n  ');
  return [
    `### ${id}`,
    '',
    `**${title}** (${severity}). ${rationale}`,
    '',
    '```',
    remediation.lines,
    '```',
    '',
    ...(task === undefined ? [] : ['In a playbook:', '', '```yaml', `- ${task}`, '```', '']),
    ...(numbers.length === 0
      ? []
      : ['| parameter | default | may be | meaning |', '| --- | --- | --- | --- |', ...numbers, '']),
    ...(known.length === 0 ? [] : [`See ${known.join('; ')}.`, '']),
  ];
}
