// Written by `npm run generate` from the schemas of the task types.
export interface AuditParams {
  /**
   * The mildest severity that counts.
   */
  fail_on?: 'critical' | 'high' | 'medium' | 'low' | 'info';
  /**
   * Judges these rules alone.
   *
   * @minItems 1
   */
  rules?: (
    | 'TFA-001'
    | 'TFA-002'
    | 'TFA-003'
    | 'TFA-004'
    | 'TFA-005'
    | 'TFA-006'
    | 'TFA-007'
    | 'TFA-008'
    | 'TFA-009'
    | 'TFA-010'
    | 'TFA-011'
    | 'TFA-012'
    | 'TFA-013'
    | 'TFA-014'
    | 'TFA-015'
    | 'TFA-016'
    | 'TFA-017'
    | 'TFA-018'
    | 'TFA-019'
    | 'TFA-020'
    | 'TFA-021'
    | 'TFA-022'
    | 'TFA-023'
    | 'TFA-024'
    | 'TFA-025'
    | 'TFA-026'
    | 'TFA-027'
    | 'TFA-028'
    | 'TFA-029'
    | 'TFA-030'
    | 'TFA-031'
    | 'TFA-032'
    | 'TFA-033'
    | 'TFA-034'
    | 'TFA-035'
    | 'TFA-036'
    | 'TFA-037'
    | 'TFA-038'
    | 'TFA-039'
    | 'TFA-040'
    | 'TFA-041'
    | 'TFA-042'
    | 'TFA-043'
    | 'TFA-044'
    | 'TFA-045'
    | 'TFA-046'
    | 'TFA-047'
    | 'TFA-048'
    | 'TFA-049'
    | 'TFA-050'
    | 'TFA-051'
    | 'TFA-052'
    | 'TFA-053'
    | 'TFA-054'
    | 'TFA-055'
    | 'TFA-056'
    | 'TFA-057'
    | 'TFA-058'
    | 'TFA-059'
    | 'TFA-060'
    | 'TFA-061'
  )[];
  /**
   * Leaves rules out.
   *
   * @minItems 1
   */
  except?: (
    | 'TFA-001'
    | 'TFA-002'
    | 'TFA-003'
    | 'TFA-004'
    | 'TFA-005'
    | 'TFA-006'
    | 'TFA-007'
    | 'TFA-008'
    | 'TFA-009'
    | 'TFA-010'
    | 'TFA-011'
    | 'TFA-012'
    | 'TFA-013'
    | 'TFA-014'
    | 'TFA-015'
    | 'TFA-016'
    | 'TFA-017'
    | 'TFA-018'
    | 'TFA-019'
    | 'TFA-020'
    | 'TFA-021'
    | 'TFA-022'
    | 'TFA-023'
    | 'TFA-024'
    | 'TFA-025'
    | 'TFA-026'
    | 'TFA-027'
    | 'TFA-028'
    | 'TFA-029'
    | 'TFA-030'
    | 'TFA-031'
    | 'TFA-032'
    | 'TFA-033'
    | 'TFA-034'
    | 'TFA-035'
    | 'TFA-036'
    | 'TFA-037'
    | 'TFA-038'
    | 'TFA-039'
    | 'TFA-040'
    | 'TFA-041'
    | 'TFA-042'
    | 'TFA-043'
    | 'TFA-044'
    | 'TFA-045'
    | 'TFA-046'
    | 'TFA-047'
    | 'TFA-048'
    | 'TFA-049'
    | 'TFA-050'
    | 'TFA-051'
    | 'TFA-052'
    | 'TFA-053'
    | 'TFA-054'
    | 'TFA-055'
    | 'TFA-056'
    | 'TFA-057'
    | 'TFA-058'
    | 'TFA-059'
    | 'TFA-060'
    | 'TFA-061'
  )[];
}

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
