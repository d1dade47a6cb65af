// Written by `npm run generate` from the files of this folder.
import type { Policy } from './policy.ts';
import { publickeyOtp } from './publickey-otp.ts';
import { publickey } from './publickey.ts';

/** Everything of this folder, by file name. */
export const policies: readonly Policy[] = [publickeyOtp, publickey];
