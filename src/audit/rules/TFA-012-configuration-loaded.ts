// Files of sshd that changed since it last read them: it goes on with what it read.
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { sshdReload } from '../../facts/sshd-reload.ts';
import { judged, notApplicable, unknown } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const configurationLoaded: Rule = {
  id: 'TFA-012',
  title: 'sshd has not read its configuration since it changed',
  severity: 'high',
  rationale:
    'sshd reads its files when it starts and when it is told to reload: until then everybody logs in by the old ones, a key alone included. ' +
    'What sshd -T and all other rules say is about the files, and not about the daemon that runs.',
  references: [],
  remediation: linesByFamily(({ sshService }) => `$ sshd -t && systemctl reload ${sshService}`),
  facts: [sshdReload, sshdDaemon, sshdFiles],
  judge: ({ facts }) => {
    const { pid, socketActivated } = facts.get(sshdDaemon);
    if (pid === undefined && socketActivated)
      return notApplicable('sshd starts with the next login, and reads its files then');
    const { dropIns } = facts.get(sshdFiles);
    const { readAt, files } = facts.get(sshdReload);
    if (pid === undefined || readAt === undefined) return unknown('when sshd last read its files is not known');
    const seconds = (time: number): string => `${time - readAt} s after sshd last read its files`;
    const changed = files.filter(({ path, written }) => written > readAt && path !== dropIns);
    // A file that was moved into place keeps its time, and so does one that only got another mode.
    const touched = files.filter(
      ({ written, touched }) => touched > readAt && !changed.some((one) => one.written === written),
    );
    const evidence = changed.map(({ path, written }) => ({ file: path, saw: `written ${seconds(written)}` }));
    const what = changed.length === 1 ? 'a file was' : `${changed.length} files were`;
    const findings = changed.length === 0 ? [] : [{ message: `${what} written since`, evidence }];
    const unjudged = touched.map(({ path, touched }) => `${path} was touched ${seconds(touched)}, perhaps changed`);
    return judged(findings, unjudged, 'sshd has read its files since they changed');
  },
};
