// Completions for bash, zsh and fish: commands, options, and the values of those that take one of a few; anything else is a file.
import { quote } from '../../src/shell/quote.ts';
import type { DescribedCommand } from './command-tree.ts';

/** For bash-completion, as a file named `keyturn`. */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  return `# bash completion for keyturn
${wordsFunction(commands)}
_keyturn()
{
    local path
    _keyturn_path "\${COMP_WORDS[@]:1:COMP_CWORD-1}"
    local words
    words=$(_keyturn_words "$path" "\${COMP_WORDS[COMP_CWORD-1]}")
    # shellcheck disable=SC2207 # words without blanks
    COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _keyturn keyturn
`;
}

/** For zsh, as a file named `_keyturn` in a folder of fpath. */
export function zshCompletion(commands: readonly DescribedCommand[]): string {
  return `#compdef keyturn
${wordsFunction(commands)}
_keyturn()
{
    local path
    _keyturn_path "\${(@)words[2,CURRENT-1]}"
    compadd -- \${=$(_keyturn_words "$path" "\${words[CURRENT-1]}")}
    _files
}
_keyturn "$@"
`;
}

/** What bash and zsh share: which command a line is about, and what may follow. */
function wordsFunction(commands: readonly DescribedCommand[]): string {
  const paths = commands.map(({ path }) => path.join(' ')).filter((path) => path !== '');
  const values = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names, choices }) => {
        const pattern = names.map((name) => quote(`${path.join(' ')}:${name}`)).join('|');
        return `        ${pattern}) echo ${quote(choices.join(' '))}; return ;;\n`;
      }),
  );
  const words = commands.map(({ path, options, subcommands, arguments: args }) => {
    const all = [
      ...subcommands,
      ...args.flatMap(({ choices }) => choices),
      ...options.map(({ names }) => names[0] ?? ''),
    ];
    return `        ${quote(path.join(' '))}) echo ${quote(all.join(' '))} ;;\n`;
  });
  return `# The command that the words before the cursor choose, in $path.
_keyturn_path()
{
    local word
    path=
    for word in "$@"; do
        case "\${path:+$path }$word" in
        ${paths.map((path) => quote(path)).join('|')}) path="\${path:+$path }$word" ;;
        esac
    done
}

# What may follow in a command, after a word.
_keyturn_words()
{
    case "$1:$2" in
${values.join('')}    esac
    case "$1" in
${words.join('')}    esac
}
`;
}

/** For fish, as a file named `keyturn.fish`. */
export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ path, options, subcommands, arguments: args }) => {
    const used = path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const condition = path.length === 0 ? '__fish_use_subcommand' : used;
    const below = subcommands.map((name) => {
      const summary = commands.find((child) => child.path.join(' ') === [...path, name].join(' '))?.summary ?? '';
      return `complete -c keyturn -n ${quote(condition)} -f -a ${quote(name)} -d ${quote(summary)}`;
    });
    return [
      ...below,
      ...args
        .filter(({ choices }) => choices.length > 0)
        .map(({ choices }) => `complete -c keyturn -n ${quote(condition)} -f -a ${quote(choices.join(' '))}`),
      ...options.map(({ names, takesValue, choices, description }) => {
        const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
        const value = choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : takesValue ? ' -r -F' : '';
        return `complete -c keyturn -n ${quote(condition)} ${flags.join(' ')}${value} -d ${quote(description)}`;
      }),
    ];
  });
  return `# fish completion for keyturn\n${lines.join('\n')}\n`;
}
