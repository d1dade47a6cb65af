// Where logins come from, as a verdict names it.

/** `controller` is where Keyturn itself comes from; `named` stands for what a line of the configuration names. */
export type OriginKind = 'controller' | 'public' | 'loopback' | 'named';

/** Where a login comes from and where it arrives, as the host sees it; undefined is not known. */
export interface Origin {
  readonly kind: OriginKind;
  readonly address: string | undefined;
  /** The name that the address has by reverse lookup; sshd asks for it only with `UseDNS yes`. */
  readonly host: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  /** For a `named` one the patterns that it stands for, as the configuration has them; empty for others. */
  readonly standsFor: string;
}
