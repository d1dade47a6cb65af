// Other software on the host that may write what we write: agents of configuration management, cloud agents, and cron jobs that call
// them. Found by their files, with nothing but builtins.
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';
import { record } from './probe/text.ts';

interface Manager {
  readonly name: string;
  /** Programs, any of which is there when it is installed. */
  readonly programs: readonly string[];
  /** Files with the process id of its agent. */
  readonly pidFiles: readonly string[];
  /** Words that a command line of cron or of a systemd unit has when it calls the agent. */
  readonly calls: readonly string[];
}

const managers = {
  puppet: {
    name: 'Puppet',
    programs: ['/opt/puppetlabs/bin/puppet', '/usr/bin/puppet'],
    pidFiles: ['/run/puppetlabs/agent.pid', '/run/puppet/agent.pid'],
    calls: ['puppet agent', 'puppet apply'],
  },
  chef: {
    name: 'Chef',
    programs: ['/opt/chef/bin/chef-client', '/usr/bin/chef-client', '/opt/cinc/bin/cinc-client'],
    pidFiles: ['/run/chef/client.pid', '/run/chef-client.pid', '/run/cinc/client.pid'],
    calls: ['chef-client', 'cinc-client'],
  },
  salt: {
    name: 'Salt',
    programs: ['/usr/bin/salt-minion', '/opt/saltstack/salt/salt-minion', '/usr/local/bin/salt-minion'],
    pidFiles: ['/run/salt-minion.pid', '/run/salt/minion/salt-minion.pid'],
    calls: ['salt-call'],
  },
  cfengine: {
    name: 'CFEngine',
    programs: ['/var/cfengine/bin/cf-agent', '/usr/sbin/cf-agent'],
    pidFiles: ['/var/cfengine/cf-execd.pid', '/run/cfengine3/cf-execd.pid'],
    calls: ['cf-agent'],
  },
  'ansible-pull': { name: 'ansible-pull', programs: [], pidFiles: [], calls: ['ansible-pull'] },
  'guest-agent': {
    name: "Google's guest agent",
    programs: ['/usr/bin/google_guest_agent', '/usr/bin/google_guest_agent_manager'],
    pidFiles: [],
    calls: [],
  },
} as const satisfies Readonly<Record<string, Manager>>;

export type ManagerId = keyof typeof managers;

/** One of them, as it was found. `by` is where: its program, its pid file, or the file that calls it now and then. */
export interface FoundManager {
  readonly id: ManagerId;
  readonly name: string;
  /** `installed`: it may run or not; `running`: its agent does; `scheduled`: a file says when it is called. */
  readonly state: 'installed' | 'running' | 'scheduled';
  readonly by: string;
}

/** Each that was found, once, in its liveliest state. */
export interface OtherManagers {
  readonly found: readonly FoundManager[];
}

const states = ['running', 'scheduled', 'installed'] as const;

function probe(): string {
  const rows: readonly (readonly [string, Manager])[] = Object.entries(managers);
  return `LC_ALL=C
export LC_ALL
installed() {
  id=$1
  shift
  for file; do [ ! -x "$file" ] || printf 'installed:%s:%s\\n' "$id" "$file"; done
}
running() {
  id=$1
  shift
  for file; do
    [ -r "$file" ] || continue
    pid=
    read -r pid _ <"$file"
    case $pid in '' | *[!0-9]*) continue ;; esac
    [ ! -d "/proc/$pid" ] || printf 'running:%s:%s\\n' "$id" "$file"
  done
} 2>/dev/null
called() {
  case $1 in '' | [\\#\\;]*) return 0 ;; esac
  case $1 in
${rows
  .filter(([, { calls }]) => calls.length > 0)
  .map(
    ([id, { calls }]) =>
      `    ${calls.map((words) => `*${quote(words)}*`).join(' | ')}) printf 'scheduled:%s:%s\\n' ${id} "$file" ;;`,
  )
  .join('\n')}
  esac
}
${rows.map(([id, { programs }]) => (programs.length === 0 ? '' : `installed ${id} ${programs.join(' ')}\n`)).join('')}${rows
    .map(([id, { pidFiles }]) => (pidFiles.length === 0 ? '' : `running ${id} ${pidFiles.join(' ')}\n`))
    .join(
      '',
    )}for file in /etc/crontab /etc/cron.d/* /etc/cron.hourly/* /etc/cron.daily/* /var/spool/cron/crontabs/* /var/spool/cron/root \\
  /etc/systemd/system/*.service; do
  if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
  lines=0
  while IFS= read -r line && [ $lines -lt 200 ]; do
    lines=$((lines + 1))
    called "$line"
  done <"$file"
done
true
`;
}

function parse(text: string): OtherManagers {
  const lines = text.split('\n');
  const found = new Map<string, FoundManager>();
  for (const state of states) {
    for (const line of lines) {
      const [id = '', by = ''] = record(line, state, 2) ?? [];
      if (!isManager(id) || found.has(id)) continue;
      found.set(id, { id, name: managers[id].name, state, by });
    }
  }
  return { found: [...found.values()] };
}

function isManager(id: string): id is ManagerId {
  return Object.hasOwn(managers, id);
}

/** No parameters. */
export const otherManagers: Fact<OtherManagers> = { name: 'other-managers', probe, parse };
