// What it takes to log in.

/** A login policy: what an account must show. `refused` means that no way in may exist. */
export type LoginPolicy = 'publickey+otp' | 'publickey' | 'refused';
