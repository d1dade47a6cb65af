// What upgrades left beside the configuration of sshd and of its PAM service, where they met a file that somebody had changed.
import type { Fact } from './fact.ts';

/** Paths. An empty list means that there are none only where the folders could be read, which everybody may. */
export type ConfigLeftovers = readonly string[];

// dpkg and rpm, and ucf, which Debian uses for some of these: `new` and `dist` wait to be merged, `old` and `save` are what was ours.
const endings = ['dpkg-new', 'dpkg-dist', 'dpkg-old', 'ucf-new', 'ucf-dist', 'ucf-old', 'rpmnew', 'rpmsave'];
const files = ['/etc/pam.d/sshd', '/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d/*'];

const probe = `for file in ${files.flatMap((file) => endings.map((ending) => `${file}.${ending}`)).join(' ')}; do
  [ ! -e "$file" ] || printf 'left:%s\\n' "$file"
done
echo end:
`;

/** No parameters. */
export const configLeftovers: Fact<ConfigLeftovers> = {
  name: 'config-leftovers',
  probe: () => probe,
  parse: (text) => text.split('\n').flatMap((line) => (line.startsWith('left:/') ? [line.slice(5)] : [])),
  line: /^(?:left:\/.*|end:)$/s,
};
