// Whether sshd has a keytab: without one GSSAPIAuthentication, which many hosts switch on, lets nobody in (gss-serv.c).
import type { Fact } from './fact.ts';
import { oneOf } from './probe/text.ts';

/** `unknown`: there is none in the usual place, and something names another. */
export type Keytab = 'present' | 'absent' | 'unknown';

const probe = `if [ -e /etc/krb5.keytab ]; then
  echo present
else
  named=$(cat /etc/krb5.conf /etc/krb5.conf.d/* /etc/default/ssh /etc/sysconfig/sshd /etc/systemd/system/ssh*.d/*.conf 2>/dev/null)
  case $named in
    *default_keytab_name* | *KRB5_KTNAME* | *GSS_USE_PROXY*) echo unknown ;;
    *) echo absent ;;
  esac
fi
`;

/** No parameters. */
export const kerberosKeytab: Fact<Keytab> = {
  name: 'kerberos-keytab',
  probe: () => probe,
  parse: (text) => oneOf(text.trim(), ['present', 'absent', 'unknown']),
  line: /^(?:present|absent|unknown)$/,
};
