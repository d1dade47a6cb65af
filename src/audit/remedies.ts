// Playbook tasks that several rules name as the way to put things right.

/** What demands a key and a code of everybody who is not exempt, and switches passwords off. */
export const wantBothFactors = 'sshd_config:\n  policy: publickey+otp';

/** What enrols an account that has no valid state file; a file that is wrong is to be moved away first. */
export const enrolUser = 'enrol:\n  users: [USER]';
