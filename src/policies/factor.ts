// What an account shows to log in.

/** One thing that is shown. `password` and `code` are answers to questions of PAM, `key` is proven to sshd itself. */
export type Factor = 'key' | 'password' | 'code';

/** What PAM can ask for. */
export type PamFactor = Exclude<Factor, 'key'>;
