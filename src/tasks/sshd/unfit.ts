// Configurations that no change of ours may meet: sshd does not take them as they are, or another program writes them.
import { causes } from '../../causes/causes.ts';
import type { SshdDaemon } from '../../facts/sshd-daemon.ts';
import type { SshdEffective } from '../../facts/sshd-effective.ts';
import type { SshdFiles } from '../../facts/sshd-files.ts';
import { globalSetting, placeText, walkSshdConfig } from '../../formats/sshd-walk.ts';
import type { Refusal } from '../../plan/refusal.ts';

/** What is wrong with the host's configuration before any change; undefined when nothing is. */
export function unfit(files: SshdFiles, effective: SshdEffective, daemon: SshdDaemon): Refusal | undefined {
  return othersWork(files) ?? broken(files, effective, daemon);
}

/** OS Login's guest agent (google_guest_agent/oslogin.go) writes the file anew whenever it likes. */
function othersWork({ files }: SshdFiles): Refusal | undefined {
  for (const { path, text } of files) {
    const line = (text ?? '').split('\n').findIndex((one) => one.includes('Google OS Login control'));
    if (line === -1) continue;
    return {
      cause: causes.guestAgent,
      message: `${path}:${line + 1} is where Google's guest agent writes its own rules for logins, over any of ours`,
      help: "use OS Login's own second factor, or turn OS Login off for this host",
    };
  }
  return undefined;
}

/** The daemon lives on what it has read; whatever makes it read again ends it. */
function broken({ files, main }: SshdFiles, effective: SshdEffective, daemon: SshdDaemon): Refusal | undefined {
  const said = [effective.global, ...effective.classes.map((one) => one.effective)];
  const failure = said.find((one) => !one.known && one.asked);
  if (failure === undefined || failure.known) return undefined;
  const { problem } = failure;
  const methods = /AuthenticationMethods/i.test(problem)
    ? globalSetting(walkSshdConfig(new Map(files.map(({ path, text }) => [path, text ?? ''])), main), [
        'authenticationmethods',
      ])
    : undefined;
  const place = methods === undefined ? '' : ` (${placeText(methods)})`;
  const cause =
    methods !== undefined
      ? causes.methodsNotTaken
      : daemon.socketActivated
        ? causes.brokenConfigBehindSocket
        : causes.brokenConfig;
  return {
    cause,
    message: `sshd does not take its configuration as it is, and would not start again: ${problem}${place}`,
    help: 'correct that line until `sshd -t` says nothing; do not restart sshd before',
  };
}
