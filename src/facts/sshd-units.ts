// What systemd says about the units that start sshd, or listen for it (systemctl(1), show).
import type { Fact } from './fact.ts';

/** A unit that systemd has loaded. The words are systemd's own. */
export interface SshdUnit {
  readonly name: string;
  /** `active`, `inactive`, `failed`, … */
  readonly active: string;
  /** Why it is not running, where it failed: `service-start-limit-hit`. */
  readonly result: string;
  /** `enabled`, `disabled`, `masked`, … */
  readonly atBoot: string;
}

/** `systemd` is false where it is not the host's first process: then nothing follows from there being no units. */
export interface SshdUnits {
  readonly systemd: boolean;
  readonly units: readonly SshdUnit[];
}

const properties = ['Id', 'LoadState', 'ActiveState', 'Result', 'UnitFileState'];

const probe = `[ -d /run/systemd/system ] || { echo end:; exit 0; }
echo systemd:
# shellcheck disable=SC2086
systemctl show ${properties.map((name) => `-p ${name}`).join(' ')} -- $sshd_units 2>/dev/null
echo end:
`;

function parse(text: string): SshdUnits {
  const blocks = text.split('\n\n').map((block) => new Map(block.split('\n').map(property)));
  const loaded = blocks.filter((block) => ['loaded', 'masked'].includes(block.get('LoadState') ?? ''));
  const units = loaded.map((block): [string, SshdUnit] => {
    const name = block.get('Id') ?? '';
    const word = (key: string): string => block.get(key) ?? '';
    return [name, { name, active: word('ActiveState'), result: word('Result'), atBoot: word('UnitFileState') }];
  });
  // sshd.service is an alias of ssh.service on Debian, and is shown under that name again.
  const unique = new Map(units.filter(([name]) => /^[\w@.:-]+\.(?:service|socket)$/.test(name)));
  return { systemd: text.startsWith('systemd:'), units: [...unique.values()] };
}

function property(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** No parameters. */
export const sshdUnits: Fact<SshdUnits> = {
  name: 'sshd-units',
  probe: () => probe,
  parse,
  line: new RegExp(`^(?:systemd:|(?:${properties.join('|')})=.*|end:)$`, 's'),
};
