// Lines that sshd needs where PAM asks for a factor.
import { atLeast, type OpensshVersion } from '../facts/openssh-version.ts';
import type { SshdSetting } from './policy.ts';

/**
 * Keyboard-interactive through PAM, in the order in which the lines are written. Keys stay on for those who are exempt, and the method
 * "password", which has no place for a second answer, is off.
 */
export function throughPam(version: OpensshVersion): readonly SshdSetting[] {
  const on = (keyword: string): SshdSetting => ({ keyword, value: 'yes', required: true });
  return [
    on('KbdInteractiveAuthentication'),
    // Up to 8.6 this is an option of its own, and without it keyboard-interactive lets nobody in (L2).
    ...(atLeast(version, 8, 7) ? [] : [on('ChallengeResponseAuthentication')]),
    on('UsePAM'),
    { keyword: 'PasswordAuthentication', value: 'no', required: false },
    on('PubkeyAuthentication'),
  ];
}
