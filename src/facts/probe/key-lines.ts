// Lines of files with keys, as they leave the host: without comments, and of what stands in quotes only what the model reads.
import { parseKeyLine, type KeyLine } from '../../formats/authorized-keys.ts';
import { keyBlobProblem, keyTypePattern } from '../../formats/key-blob.ts';
import { number, record } from './text.ts';

/** A line that is no comment, as far as it left the host: `base64` is empty where the key was too much to send. */
export interface FoundLine {
  readonly line: number;
  readonly found: KeyLine;
}

/** Characters of keys that are sent, of all accounts together; of further ones only their length is. */
const mostCharacters = 262_144;
const mostLines = 500;

/** sh functions. `read_keys` prints what its standard input holds. Needs `$gap` (a blank and a tab) and `$cr`. */
export const keyLineFunctions = `sent=0
# One line of a file: the options without what stands in their quotes, the kind of the key, and the key.
key_line() {
  rest=\${1#"\${1%%[!"$gap"]*}"}
  case $rest in '' | '#'*) return 0 ;; esac
  options=
  case $rest in
    ssh-* | ecdsa-* | sk-*) ;;
    *)
      while :; do
        part=\${rest%%["$gap\\""]*}
        case $part in *[!A-Za-z0-9@.,=_-]*) return 1 ;; esac
        options=$options$part
        rest=\${rest#"$part"}
        case $rest in \\"*) ;; *) break ;; esac
        rest=\${rest#?}
        value=
        while :; do
          case $rest in *\\"*) ;; *) return 1 ;; esac
          part=\${rest%%\\"*}
          value=$value$part
          rest=\${rest#"$part"\\"}
          case $part in *\\\\) value=$value\\" ;; *) break ;; esac
        done
        case \${options##*,} in
          [Ff][Rr][Oo][Mm]= | [Ee][Xx][Pp][Ii][Rr][Yy]-[Tt][Ii][Mm][Ee]=) ;;
          [Cc][Oo][Mm][Mm][Aa][Nn][Dd]=)
            # Cloud images let keys of root say whom to log in as.
            case $value in "echo "*) ;; *) value= ;; esac
            ;;
          *) value= ;;
        esac
        [ \${#value} -le 1000 ] || return 1
        options=$options\\"$value\\"
      done
      rest=\${rest#"\${rest%%[!"$gap"]*}"}
      ;;
  esac
  kind=\${rest%%["$gap"]*}
  case $kind in
    *[!a-z0-9@.-]*) return 1 ;;
    ssh-* | ecdsa-* | sk-*) ;;
    *) return 1 ;;
  esac
  rest=\${rest#"$kind"}
  rest=\${rest#"\${rest%%[!"$gap"]*}"}
  rest=\${rest%%["$gap"]*}
  case $rest in '' | *[!A-Za-z0-9+/=]*) return 1 ;; esac
  [ \${#rest} -le 4096 ] || return 1
  sent=$((sent + \${#rest}))
  [ $sent -le ${mostCharacters} ] || rest="=\${#rest}"
  printf 'key:%s:%s %s %s\\n' "$2" "$options" "$kind" "$rest"
}
read_keys() {
  count=0
  while IFS= read -r line || [ -n "$line" ]; do
    count=$((count + 1))
    if [ $count -gt ${mostLines} ]; then
      echo unread:
      break
    fi
    key_line "\${line%"$cr"}" $count || printf 'key:%s:?\\n' $count
  done
}`;

/** The line that a record tells of; none where it tells of nothing. */
export function foundLines(text: string): readonly FoundLine[] {
  const [at, key = ''] = record(text, 'key', 2) ?? [];
  const line = number(at);
  if (line === undefined) return [];
  if (!/ =\d+$/.test(key)) return [{ line, found: parseKeyLine(key) }];
  const found = parseKeyLine(key, unseenProblem);
  return [{ line, found: found.kind === 'key' ? { ...found, base64: '' } : found }];
}

/** Of a key that was not sent the kind is all there is to judge. */
function unseenProblem(type: string): ReturnType<typeof keyBlobProblem> {
  return keyTypePattern.test(type) ? undefined : keyBlobProblem(type, '');
}
