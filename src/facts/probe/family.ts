// The family of a host, which its own shell determines before any probe runs: where the probes look depends on it, and one exec has to do.
import { dropInFolder, type Distro, type Layout } from '../../distros/distro.ts';
import { distros } from '../../distros/index.ts';
import { upstream } from '../../distros/upstream.ts';
import { quote } from '../../shell/quote.ts';

/**
 * What every script of probes begins with. It leaves the name of the family in `$family`, empty where none of these is the host's, and
 * where the family has things: `$pam_service`, `$sshd_main`, `$sshd_drop_ins`, `$state_file` below a home, and the words of `$sshd_units`. `$include_marks` are words
 * for all families. The family is the first that ID of os-release(5), or else a word of ID_LIKE, belongs to.
 */
export function readFamily(families: readonly Distro[] = distros): string {
  const marks = families.flatMap(({ includeMark }) => includeMark ?? []);
  // Not every probe needs everything.
  return `# shellcheck disable=SC2034
{
family='' include_marks=${quote(marks.join(' '))}
${assignments(upstream)}
os_names=''
for file in /etc/os-release /usr/lib/os-release; do
  [ -r "$file" ] || continue
  os_id='' os_like=''
  while read -r line || [ -n "$line" ]; do
    case $line in
      ID=*) os_id=\${line#ID=} ;;
      ID_LIKE=*) os_like=\${line#ID_LIKE=} ;;
    esac
  done <"$file"
  os_names="$os_id $os_like"
  break
done
set -f
for name in $os_names; do
  # The carriage return of a file that was written elsewhere, and quotes around the value.
  case $name in *[!A-Za-z0-9._\\"\\'-]*) name=\${name%"$(printf '\\r')"} ;; esac
  name=\${name#[\\"\\']}
  name=\${name%[\\"\\']}
  case $name in
${families.map(branch).join('')}    *) continue ;;
  esac
  break
done
set +f
}
`;
}

function branch(family: Distro): string {
  return `    ${family.ids.map(quote).join(' | ')})
      family=${quote(family.name)}
      ${assignments(family)}
      ;;
`;
}

function assignments(layout: Layout): string {
  const { pamService, sshdConfig, stateFile, units } = layout;
  const files = { pam_service: pamService, sshd_main: sshdConfig, sshd_drop_ins: dropInFolder(layout) };
  const words = Object.entries({ ...files, state_file: stateFile, sshd_units: units.join(' ') });
  return words.map(([name, value]) => `${name}=${quote(value)}`).join(' ');
}
