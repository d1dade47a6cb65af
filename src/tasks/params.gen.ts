// Written by `npm run generate` from the schemas of the task types.
export interface EnrolParams {
  /**
   * Accounts that shall log in with a one-time code.
   *
   * @minItems 1
   *
   * Items: A name on the host.
   */
  users: string[];
  /**
   * The name under which code apps show the entry; the name of the organisation, say.
   */
  issuer?: string;
}

export interface LoginParams {
  /**
   * The logins to try.
   *
   * @minItems 1
   *
   * Items: One login.
   */
  accounts: {
    /**
     * The account to log in as.
     */
    user: string;
    /**
     * What it takes: a key and a code, a key alone, or nothing that helps.
     */
    expect: 'publickey+otp' | 'publickey' | 'refused';
    /**
     * The private key on the machine that Keyturn runs on, relative to the playbook. Without it the login stays a prediction.
     */
    private_key_file?: string;
  }[];
}

export interface PackageParams {
  /**
   * The package, or a list of packages, by the names of the distribution.
   */
  name: string | string[];
  /**
   * What shall hold.
   */
  state?: 'present';
}

export interface PamParams {
  /**
   * `publickey+otp` asks for a code; `publickey` restores the file byte for byte.
   */
  policy: 'publickey+otp' | 'publickey';
}

export interface ServiceParams {
  /**
   * The SSH daemon, by either of its names; Keyturn uses the one that the distribution has.
   */
  name: 'ssh' | 'sshd';
  /**
   * `reloaded` after a change, `started` when it does not run.
   */
  state: 'reloaded' | 'started';
}

export interface SshdConfigParams {
  /**
   * `publickey+otp` demands both; `publickey` removes what Keyturn wrote.
   */
  policy: 'publickey+otp' | 'publickey';
  /**
   * Who goes on logging in with a key alone: robots, mostly. Every name must exist on the host.
   */
  exempt?: {
    /**
     * Accounts by name.
     *
     * @minItems 1
     *
     * Items: A name on the host.
     */
    users?: string[];
    /**
     * Groups by name, for all their members.
     *
     * @minItems 1
     *
     * Items: A name on the host.
     */
    groups?: string[];
  };
}
