// Walks sshd_config(5) and everything it includes, in sh with builtins only.

/**
 * Calls `on_file` for every file and `on_line` for every line ($line, without its newline; $more is 0 for a last line without one),
 * each file once. Leaves their names in $files, one per line, and reads at most 100 files. Needs `$nl`.
 */
export const sshdWalk = `nl='
'
blank=$(printf ' \\t\\r=')
# Takes the next word of $rest into $word; fails when there is none.
next_word() {
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
}
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
walk() {
  files=/etc/ssh/sshd_config
  queue=$files
  count=1
  while [ -n "$queue" ] && [ $count -le 100 ]; do
    file=\${queue%%"$nl"*}
    queue=\${queue#"$file"}
    queue=\${queue#"$nl"}
    on_file
    [ -r "$file" ] || continue
    more=1
    while [ $more = 1 ]; do
      line=
      IFS= read -r line || more=0
      [ -n "$line" ] || [ $more = 1 ] || break
      on_line
      rest=\${line#"\${line%%[!"$blank"]*}"}
      case $rest in
        [Ii][Nn][Cc][Ll][Uu][Dd][Ee]["$blank\\""]*)
          rest=\${rest#???????}
          add_includes
          ;;
      esac
    done <"$file"
  done
}`;
