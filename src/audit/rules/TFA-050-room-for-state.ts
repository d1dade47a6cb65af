// File systems of homes that are full or read-only: the module writes its file with every code, and refuses where it cannot.
import type { StateFile } from '../../facts/state-files.ts';
import { judged, type Finding, type Judgement } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { stateFacts, whereStateFiles } from '../state-files.ts';

const messages = { full: 'less than a mebibyte of room is left', 'read-only': 'the file system is read-only' } as const;

export const roomForState: Rule = {
  id: 'TFA-050',
  title: 'a state file that cannot be written anew',
  severity: 'medium',
  rationale:
    'The module writes its file with every code that it takes, and takes none where it cannot. ' +
    'A disk that fills up locks out everybody who has to give a code.',
  references: [],
  remediation: { lines: '$ df -P /home/USER\n$ findmnt -T /home/USER' },
  facts: stateFacts,
  judge: (context) => whereStateFiles(context, judgeRoom),
};

function judgeRoom(present: readonly StateFile[]): Judgement {
  const findings = (['full', 'read-only'] as const).flatMap((room): Finding[] => {
    const short = present.filter((file) => file.room === room);
    const evidence = short.map(({ path, account, mount }) => ({
      file: path,
      accounts: [account],
      saw: `on ${mount ?? 'an unknown file system'}: ${room}`,
    }));
    return evidence.length === 0 ? [] : [{ message: messages[room], evidence }];
  });
  const unseen = present.filter(({ room }) => room === 'unknown').map(({ account }) => account);
  const unjudged = unseen.length === 0 ? [] : [`how much room there is for ${unseen.join(', ')} is not known`];
  return judged(findings, unjudged, 'there is room to write every state file anew');
}
