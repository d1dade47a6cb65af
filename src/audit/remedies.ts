// Playbook tasks that several rules name as the way to put things right.

/** What demands a key and a code of everybody who is not exempt, and switches passwords off. */
export const wantBothFactors = 'sshd_config:\n  policy: publickey+otp';

/** What enrols an account that has no valid state file; a file that is wrong is to be moved away first. */
export const enrolUser = 'enrol:\n  users: [USER]';

/** What makes PAM ask sshd's users for a code, and nobody else's. */
export const wantCode = 'pam:\n  policy: publickey+otp';

/** The line of PAM that asks for a code, as Keyturn writes it. */
export const codeLine =
  '# /etc/pam.d/sshd, in the place of @include common-auth\nauth required pam_google_authenticator.so';
