// Who else would be asked for a code: services whose auth part takes its lines from sshd's.

/** sh: a line `used-by:FILE` for each service whose auth part includes the file of `$pam_service`, whether directly, and for each link to it. Needs `$nl`. */
export const pamUsers = `used_by=
used=$pam_service
while [ -n "$used" ]; do
  name=\${used%%"$nl"*}
  used=\${used#"$name"}
  used=\${used#"$nl"}
  case $name in '' | *[!A-Za-z0-9_.-]*) continue ;; esac
  IFS=$nl
  # shellcheck disable=SC2013
  for other in $(grep -Eil "^[[:space:]]*(@include|-?auth[[:space:]]+(include|substack))[[:space:]]+(/etc/pam[.]d/)?$name([[:space:]]|$)" /etc/pam.d/* 2>/dev/null); do
    case $nl$used_by$nl in *"$nl$other$nl"*) continue ;; esac
    [ "$other" != "/etc/pam.d/$pam_service" ] || continue
    used_by=$used_by$nl$other
    used=$used$nl\${other##*/}
    printf 'used-by:%s\\n' "$other"
  done
  unset IFS
done
for other in /etc/pam.d/*; do
  # shellcheck disable=SC3013
  if [ -h "$other" ] && [ "$other" -ef "/etc/pam.d/$pam_service" ] && [ "\${other##*/}" != "$pam_service" ]; then
    printf 'used-by:%s\\n' "$other"
  fi
done
`;
