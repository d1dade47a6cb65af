// A host of the lab: what is asked for, and what it can do.
import type { ProcessResult } from './engine.ts';

export interface LabHostSpec {
  /** The inventory name and the host's own name; unique within the lab. */
  readonly name: string;
  /** What it is made from: a folder below docker/. */
  readonly image: string;
  /** The PAM module is installed already. Without it the host is what the distribution's installer leaves, plus sudo. */
  readonly otp?: boolean;
  /** Who listens: sshd, or systemd for it as on Ubuntu 24.04. Then sshd starts with the first connection. Needs an image with an init. */
  readonly ssh?: 'service' | 'socket';
  /** Another sshd with a configuration of its own (`ssh-second.service`, /etc/ssh/sshd_config_second). Needs an image with an init. */
  readonly secondSshd?: boolean;
  /** The tag of another image, made from `image`. */
  readonly tag?: string;
  /** Further arguments of `docker run`, before the image. */
  readonly dockerArgs?: readonly string[];
}

export interface LabHost {
  readonly name: string;
  /** The release of its distribution, as its image has it: `12`. */
  readonly release: string;
  /** The container's full id. */
  readonly container: string;
  readonly address: '127.0.0.1';
  /** Another one after `reboot` and `powerCut`: read it when it is needed. */
  readonly port: number;
  /** That of the second sshd, where there is one; as changeable as the other. */
  readonly secondPort: number | undefined;
  /** Runs a program as root inside the host, not over SSH. Never rejects because of the exit code. */
  exec(argv: readonly string[], stdin?: string): Promise<ProcessResult>;
  /** What sshd (`sshd -e`) and everything that speaks to the system log (PAM, sudo) said so far, in no promised order. */
  logs(): Promise<string>;
  /**
   * Shuts the host down in order, starts it again and waits until it answers. Its disk stays, /run is empty, the boot id is a new
   * one, and `port` and the lab's known_hosts file are right again; an inventory written before is not. Only with an init.
   */
  reboot(): Promise<void>;
  /** As `reboot`, but everything is killed at once, in the middle of whatever it does. What was written is not lost by it. */
  powerCut(): Promise<void>;
  /** Takes the host off its network: nobody reaches it, and nothing that it sends arrives. */
  unplug(): Promise<void>;
  /** Connects it again and waits until it answers. `port` and known_hosts are right again, as after `reboot`. */
  plug(): Promise<void>;
}
