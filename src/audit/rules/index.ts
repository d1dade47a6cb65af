// Written by `npm run generate` from the files of this folder.
import type { Rule } from '../rule.ts';
import { codeForEverybody } from './TFA-001-code-for-everybody.ts';
import { methodsSet } from './TFA-002-methods-set.ts';
import { moduleCalled } from './TFA-003-module-called.ts';
import { moduleRequired } from './TFA-004-module-required.ts';
import { moduleReached } from './TFA-005-module-reached.ts';
import { nullok } from './TFA-006-nullok.ts';
import { nullokRefuses } from './TFA-007-nullok-refuses.ts';
import { usePam } from './TFA-008-use-pam.ts';
import { challengeResponse } from './TFA-009-challenge-response.ts';
import { validConfiguration } from './TFA-010-valid-configuration.ts';
import { methodsEnabled } from './TFA-011-methods-enabled.ts';
import { configurationLoaded } from './TFA-012-configuration-loaded.ts';
import { passwords } from './TFA-013-passwords.ts';
import { emptyPasswords } from './TFA-014-empty-passwords.ts';
import { gssapi } from './TFA-015-gssapi.ts';
import { hostBased } from './TFA-016-host-based.ts';
import { rootLogin } from './TFA-017-root-login.ts';
import { rootWithKeyOnly } from './TFA-018-root-with-key-only.ts';
import { maxAuthTries } from './TFA-019-max-auth-tries.ts';
import { loginGraceTime } from './TFA-020-login-grace-time.ts';
import { logLevel } from './TFA-021-log-level.ts';
import { protectedFiles } from './TFA-022-protected-files.ts';
import { shadowedDropIn } from './TFA-023-shadowed-drop-in.ts';
import { contradictingLines } from './TFA-024-contradicting-lines.ts';
import { cloudInitPasswords } from './TFA-025-cloud-init-passwords.ts';
import { includeDropIns } from './TFA-026-include.ts';
import { exemptions } from './TFA-027-exemptions.ts';
import { exemptAndPowerful } from './TFA-028-exempt-and-powerful.ts';
import { secondDaemon } from './TFA-029-second-daemon.ts';
import { enrolled } from './TFA-030-enrolled.ts';
import { stateFileAttributes } from './TFA-031-state-file-attributes.ts';
import { stateFileUsable } from './TFA-032-state-file-usable.ts';
import { codeReuse } from './TFA-033-code-reuse.ts';
import { rateLimit } from './TFA-034-rate-limit.ts';
import { windowSize } from './TFA-035-window-size.ts';
import { secretLength } from './TFA-036-secret-length.ts';
import { recoveryCodes } from './TFA-037-recovery-codes.ts';
import { timeSkew } from './TFA-038-time-skew.ts';
import { counterJump } from './TFA-039-counter-jump.ts';
import { sharedSecret } from './TFA-040-shared-secret.ts';
import { malformedOption } from './TFA-041-malformed-option.ts';
import { dangerousOptions } from './TFA-042-dangerous-options.ts';
import { hotpIncrement } from './TFA-043-hotp-increment.ts';
import { codeForSshdOnly } from './TFA-044-code-for-sshd-only.ts';
import { moduleFile } from './TFA-045-module-file.ts';
import { knownOptions } from './TFA-046-known-options.ts';
import { clockOffset } from './TFA-047-clock.ts';
import { selinuxLabels } from './TFA-048-selinux.ts';
import { distantHome } from './TFA-049-distant-home.ts';
import { roomForState } from './TFA-050-room-for-state.ts';
import { staleTemporary } from './TFA-051-stale-temporary.ts';
import { secretLeaks } from './TFA-052-secret-copies.ts';
import { usableKeys } from './TFA-053-usable-keys.ts';
import { verifiedTouch } from './TFA-054-verified-touch.ts';
import { keptRunning } from './TFA-055-kept-running.ts';
import { replacedBinary } from './TFA-056-replaced-binary.ts';
import { otherFactors } from './TFA-057-other-factors.ts';
import { leftovers } from './TFA-058-leftovers.ts';
import { penalties } from './TFA-059-penalties.ts';
import { wayInWithoutCodes } from './TFA-060-way-in-without-codes.ts';
import { refusedCodes } from './TFA-061-refused-codes.ts';
import { noCodeAsked } from './TFA-062-no-code-asked.ts';
import { secondCode } from './TFA-063-second-code.ts';
import { deniedLogin } from './TFA-064-denied-login.ts';
import { otherSecret } from './TFA-065-other-secret.ts';

/** Everything of this folder, by file name. */
export const rules: readonly Rule[] = [
  codeForEverybody,
  methodsSet,
  moduleCalled,
  moduleRequired,
  moduleReached,
  nullok,
  nullokRefuses,
  usePam,
  challengeResponse,
  validConfiguration,
  methodsEnabled,
  configurationLoaded,
  passwords,
  emptyPasswords,
  gssapi,
  hostBased,
  rootLogin,
  rootWithKeyOnly,
  maxAuthTries,
  loginGraceTime,
  logLevel,
  protectedFiles,
  shadowedDropIn,
  contradictingLines,
  cloudInitPasswords,
  includeDropIns,
  exemptions,
  exemptAndPowerful,
  secondDaemon,
  enrolled,
  stateFileAttributes,
  stateFileUsable,
  codeReuse,
  rateLimit,
  windowSize,
  secretLength,
  recoveryCodes,
  timeSkew,
  counterJump,
  sharedSecret,
  malformedOption,
  dangerousOptions,
  hotpIncrement,
  codeForSshdOnly,
  moduleFile,
  knownOptions,
  clockOffset,
  selinuxLabels,
  distantHome,
  roomForState,
  staleTemporary,
  secretLeaks,
  usableKeys,
  verifiedTouch,
  keptRunning,
  replacedBinary,
  otherFactors,
  leftovers,
  penalties,
  wayInWithoutCodes,
  refusedCodes,
  noCodeAsked,
  secondCode,
  deniedLogin,
  otherSecret,
];
