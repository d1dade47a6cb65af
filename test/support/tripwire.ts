// Programs of a host that do something else at one moment of a run, so that races always end the same way.
import type { LabHost } from '../../docker/host.ts';

/**
 * Puts a script before a program of the host: it runs first, with the program's arguments, whenever keyturn's scripts (which
 * look into /usr/sbin before anything else) run the program. Returns a function that takes it away.
 */
export async function tripwire(host: LabHost, program: string, script: string): Promise<() => Promise<void>> {
  const path = `/usr/sbin/${program}`;
  const text = `#!/bin/sh\n${script}\nexec /usr/bin/${program} "$@"\n`;
  await inHost(host, `test ! -e ${path} && cat >${path} && chmod 755 ${path}`, text);
  return async () => {
    await inHost(host, `rm ${path}`);
  };
}

/** Runs a line of shell as root inside the host; throws when it fails. */
export async function inHost(host: LabHost, line: string, stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await host.exec(['sh', '-c', line], stdin);
  if (code !== 0) throw new Error(`${host.name}: ${line}: exit ${code}: ${stderr}`);
  return stdout;
}
