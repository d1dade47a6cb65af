// Walks sshd_config(5) and everything it includes, in sh with builtins only.
import { daemonArguments } from '../../formats/sshd-walk.ts';
import { readDaemon, readPamServiceName } from './daemon.ts';
import { readDoors } from './doors.ts';

/** A sh function: takes the next word of $rest, as sshd splits lines, into $word and fails when there is none. Needs `$blank`. */
export const nextWord = `next_word() {
  rest=\${rest#"\${rest%%[!"$blank"]*}"}
  case $rest in
    '' | '#'*) return 1 ;;
    \\"*)
      rest=\${rest#\\"}
      word=\${rest%%\\"*}
      rest=\${rest#"$word"}
      rest=\${rest#\\"}
      ;;
    *)
      word=\${rest%%["$blank"]*}
      rest=\${rest#"$word"}
      ;;
  esac
}`;

/**
 * A prelude, behind `readFamily`: leaves the whole configuration in `$sshd_config`, each file once and at most 100 of them: a line `file:PATH`, then
 * `unreadable:`, or the lines of the file as `show` prints them; at the end, if at all, what sshd was started with, in the same way. A shell
 * reads a file byte by byte, so this is done once for all probes. Leaves what `readDaemon` does, the function `next_word`, and `$nl` and
 * `$blank`; and in `$pam_service` the service that the daemon asks. `walk_config` and `name_service` do it again for another daemon.
 * Then `readDoors`.
 */
export const readSshdConfig = `LC_ALL=C
export LC_ALL
${readDaemon}
blank=$(printf ' \\t\\r=')
${nextWord}
add_includes() {
  while next_word; do
    case $word in /*) ;; *) word=/etc/ssh/$word ;; esac
    IFS=
    # The words of a pattern without IFS are the paths that match it, in the order of the C locale, as glob(3) gives them to sshd.
    for found in $word; do
      [ -f "$found" ] || continue
      case $nl$files$nl in *"$nl$found$nl"*) continue ;; esac
      files=$files$nl$found
      queue=\${queue:+$queue$nl}$found
      count=$((count + 1))
    done
    unset IFS
  done
}
walk_config() {
  files=$sshd_main
  queue=$files
  count=1
  sshd_config=
  while [ -n "$queue" ] && [ $count -le 100 ]; do
    file=\${queue%%"$nl"*}
    queue=\${queue#"$file"}
    queue=\${queue#"$nl"}
    sshd_config=\${sshd_config:+$sshd_config$nl}file:$file
    if ! [ -r "$file" ]; then
      sshd_config=$sshd_config\${nl}unreadable:
      continue
    fi
    mark='|'
    while [ "$mark" = '|' ]; do
      line=
      IFS= read -r line || mark='>'
      [ -n "$line" ] || [ "$mark" = '|' ] || break
      sshd_config=$sshd_config$nl$mark$line
      rest=\${line#"\${line%%[!"$blank"]*}"}
      case $rest in
        [Ii][Nn][Cc][Ll][Uu][Dd][Ee]["$blank\\""]*)
          rest=\${rest#???????}
          add_includes
          ;;
      esac
    done <"$file"
  done
  if [ -n "$sshd_untold" ]; then
    sshd_config="$sshd_config\${nl}file:${daemonArguments}\${nl}unreadable:"
  elif [ -n "$sshd_lines" ]; then
    sshd_config="$sshd_config\${nl}file:${daemonArguments}"
    set -f
    IFS=$nl
    for line in $sshd_lines; do sshd_config="$sshd_config$nl|$line"; done
    unset IFS
    set +f
  fi
}
walk_config
${readPamServiceName}${readDoors}`;
