// Written by `npm run generate` from the files of this folder.
import type { Rule } from '../rule.ts';
import { methodsSet } from './TFA-002-methods-set.ts';
import { usePam } from './TFA-008-use-pam.ts';
import { challengeResponse } from './TFA-009-challenge-response.ts';
import { validConfiguration } from './TFA-010-valid-configuration.ts';
import { passwords } from './TFA-013-passwords.ts';
import { emptyPasswords } from './TFA-014-empty-passwords.ts';
import { gssapi } from './TFA-015-gssapi.ts';
import { hostBased } from './TFA-016-host-based.ts';
import { rootLogin } from './TFA-017-root-login.ts';
import { maxAuthTries } from './TFA-019-max-auth-tries.ts';
import { loginGraceTime } from './TFA-020-login-grace-time.ts';
import { logLevel } from './TFA-021-log-level.ts';
import { protectedFiles } from './TFA-022-protected-files.ts';
import { shadowedDropIn } from './TFA-023-shadowed-drop-in.ts';
import { contradictingLines } from './TFA-024-contradicting-lines.ts';
import { cloudInitPasswords } from './TFA-025-cloud-init-passwords.ts';
import { includeDropIns } from './TFA-026-include.ts';
import { secondDaemon } from './TFA-029-second-daemon.ts';
import { stateFileAttributes } from './TFA-031-state-file-attributes.ts';
import { stateFileUsable } from './TFA-032-state-file-usable.ts';
import { codeReuse } from './TFA-033-code-reuse.ts';
import { rateLimit } from './TFA-034-rate-limit.ts';
import { windowSize } from './TFA-035-window-size.ts';
import { secretLength } from './TFA-036-secret-length.ts';
import { recoveryCodes } from './TFA-037-recovery-codes.ts';
import { timeSkew } from './TFA-038-time-skew.ts';
import { malformedOption } from './TFA-041-malformed-option.ts';
import { hotpIncrement } from './TFA-043-hotp-increment.ts';
import { clockOffset } from './TFA-047-clock.ts';
import { roomForState } from './TFA-050-room-for-state.ts';
import { keptRunning } from './TFA-055-kept-running.ts';
import { replacedBinary } from './TFA-056-replaced-binary.ts';
import { leftovers } from './TFA-058-leftovers.ts';
import { penalties } from './TFA-059-penalties.ts';

/** Everything of this folder, by file name. */
export const rules: readonly Rule[] = [
  methodsSet,
  usePam,
  challengeResponse,
  validConfiguration,
  passwords,
  emptyPasswords,
  gssapi,
  hostBased,
  rootLogin,
  maxAuthTries,
  loginGraceTime,
  logLevel,
  protectedFiles,
  shadowedDropIn,
  contradictingLines,
  cloudInitPasswords,
  includeDropIns,
  secondDaemon,
  stateFileAttributes,
  stateFileUsable,
  codeReuse,
  rateLimit,
  windowSize,
  secretLength,
  recoveryCodes,
  timeSkew,
  malformedOption,
  hotpIncrement,
  clockOffset,
  roomForState,
  keptRunning,
  replacedBinary,
  leftovers,
  penalties,
];
