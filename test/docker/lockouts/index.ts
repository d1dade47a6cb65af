// Written by `npm run generate` from the files of this folder.
import type { Lockout } from './lockout.ts';
import { L1 } from './L1.ts';
import { L10Damaged } from './L10-damaged.ts';
import { L10 } from './L10.ts';
import { L11Allowed } from './L11-allowed.ts';
import { L11Limit } from './L11-limit.ts';
import { L11Step } from './L11-step.ts';
import { L11 } from './L11.ts';
import { L13Jail } from './L13-jail.ts';
import { L13 } from './L13.ts';
import { L14New } from './L14-new.ts';
import { L14ReadOnly } from './L14-read-only.ts';
import { L14 } from './L14.ts';
import { L15 } from './L15.ts';
import { L16 } from './L16.ts';
import { L17 } from './L17.ts';
import { L18 } from './L18.ts';
import { L19 } from './L19.ts';
import { L2 } from './L2.ts';
import { L20 } from './L20.ts';
import { L21 } from './L21.ts';
import { L22 } from './L22.ts';
import { L23 } from './L23.ts';
import { L24 } from './L24.ts';
import { L25 } from './L25.ts';
import { L26 } from './L26.ts';
import { L27 } from './L27.ts';
import { L28Exempt } from './L28-exempt.ts';
import { L28List } from './L28-list.ts';
import { L28 } from './L28.ts';
import { L3 } from './L3.ts';
import { L30 } from './L30.ts';
import { L31 } from './L31.ts';
import { L32Asleep } from './L32-asleep.ts';
import { L32List } from './L32-list.ts';
import { L32Time } from './L32-time.ts';
import { L32 } from './L32.ts';
import { L33 } from './L33.ts';
import { L34 } from './L34.ts';
import { L4 } from './L4.ts';
import { L5 } from './L5.ts';
import { L6Allowed } from './L6-allowed.ts';
import { L6Options } from './L6-options.ts';
import { L6Other } from './L6-other.ts';
import { L6SftpExempt } from './L6-sftp-exempt.ts';
import { L6Sftp } from './L6-sftp.ts';
import { L6UnjudgedAll } from './L6-unjudged-all.ts';
import { L6Unjudged } from './L6-unjudged.ts';
import { L6 } from './L6.ts';
import { L7 } from './L7.ts';
import { L8 } from './L8.ts';
import { L9Cloud } from './L9-cloud.ts';
import { L9 } from './L9.ts';
import { N1SshdOnly } from './N1-sshd-only.ts';
import { N1 } from './N1.ts';
import { N10Address } from './N10-address.ts';
import { N10 } from './N10.ts';
import { N11PidFile } from './N11-pid-file.ts';
import { N11 } from './N11.ts';
import { N13File } from './N13-file.ts';
import { N13 } from './N13.ts';
import { N16 } from './N16.ts';
import { N17 } from './N17.ts';
import { N18 } from './N18.ts';
import { N2 } from './N2.ts';
import { N3 } from './N3.ts';
import { N4 } from './N4.ts';
import { N5ByHand } from './N5-by-hand.ts';
import { N5 } from './N5.ts';
import { N6 } from './N6.ts';
import { N7List } from './N7-list.ts';
import { N7Origin } from './N7-origin.ts';
import { N7 } from './N7.ts';
import { N8Match } from './N8-match.ts';
import { N8 } from './N8.ts';
import { N9 } from './N9.ts';
import { TFA056 } from './TFA-056.ts';
import { pamService } from './pam-service.ts';
import { pamSetcredGate } from './pam-setcred-gate.ts';
import { pamSetcred } from './pam-setcred.ts';
import { pamShared } from './pam-shared.ts';
import { pamStackTwice } from './pam-stack-twice.ts';

/** Everything of this folder, by file name. */
export const lockouts: readonly Lockout[] = [
  L1,
  L10Damaged,
  L10,
  L11Allowed,
  L11Limit,
  L11Step,
  L11,
  L13Jail,
  L13,
  L14New,
  L14ReadOnly,
  L14,
  L15,
  L16,
  L17,
  L18,
  L19,
  L2,
  L20,
  L21,
  L22,
  L23,
  L24,
  L25,
  L26,
  L27,
  L28Exempt,
  L28List,
  L28,
  L3,
  L30,
  L31,
  L32Asleep,
  L32List,
  L32Time,
  L32,
  L33,
  L34,
  L4,
  L5,
  L6Allowed,
  L6Options,
  L6Other,
  L6SftpExempt,
  L6Sftp,
  L6UnjudgedAll,
  L6Unjudged,
  L6,
  L7,
  L8,
  L9Cloud,
  L9,
  N1SshdOnly,
  N1,
  N10Address,
  N10,
  N11PidFile,
  N11,
  N13File,
  N13,
  N16,
  N17,
  N18,
  N2,
  N3,
  N4,
  N5ByHand,
  N5,
  N6,
  N7List,
  N7Origin,
  N7,
  N8Match,
  N8,
  N9,
  TFA056,
  pamService,
  pamSetcredGate,
  pamSetcred,
  pamShared,
  pamStackTwice,
];
