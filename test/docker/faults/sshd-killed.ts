import type { LabHost } from '../../../docker/host.ts';
import { phases, plainKinds, systemdKinds, type Fault, type Variant } from './fault.ts';
import { onWord } from './on-word.ts';
import { shell } from '../lockouts/ground.ts';

/** SIGKILL for the daemon, as systemd or the daemon's own file names it. A host that goes back already may not look at it any more. */
const listener = `
if ls /var/lib/keyturn/*/state/revert* >/dev/null 2>&1; then exit 1; fi
pid=$(systemctl show -p MainPID --value ssh.service 2>/dev/null) || pid=$(cat /run/sshd.pid)
kill -KILL "$pid"
`;

/** The same for whatever serves admin's connections. */
const sessions = `
killed=''
for process in /proc/[0-9]*; do
    case $(tr '\\0' ' ' <"$process/cmdline" 2>/dev/null) in
    'sshd: admin'* | 'sshd-session: admin'*) kill -KILL "\${process#/proc/}" && killed=yes ;;
    esac
done
[ -n "$killed" ]
`;

function killed(name: string, script: string): Variant {
  return {
    name,
    heals: 'late',
    arm: async ({ host }) => {
      const ready = await onWord(host, script);
      return {
        inject: () => ready.go(),
        async heal() {
          await ready.dismiss();
          await startSshd(host);
        },
      };
    },
  };
}

/** Starts the daemon where it is down, as somebody at the console would. */
export async function startSshd(host: LabHost): Promise<void> {
  await shell(
    host,
    `
if [ -d /run/systemd/system ]; then
    unit=ssh.service
    ! systemctl is-enabled --quiet ssh.socket 2>/dev/null || unit=ssh.socket
    systemctl reset-failed ssh.service ssh.socket 2>/dev/null || :
    systemctl is-active --quiet $unit || systemctl start $unit
elif ! kill -0 "$(cat /run/sshd.pid 2>/dev/null)" 2>/dev/null; then
    (/usr/sbin/sshd -D -e >/proc/1/fd/1 2>&1 </dev/null &)
    sleep 0.5
fi`,
  );
}

/** The listener, the sessions, or both die. On the way back a host starts its daemon by itself; before the change nobody would. */
export const sshdKilled: Fault = {
  name: 'sshd killed',
  phases: phases.filter((phase) => phase !== 'connect'),
  kinds: [...plainKinds, ...systemdKinds],
  variants: [
    killed('the listener', listener),
    killed('the sessions', sessions),
    killed('all of it', `${listener}${sessions}`),
  ],
};
