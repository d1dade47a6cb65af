// Where logins come from: the connections that the model looks at on one host. Few of them, and among them one for everything that the
// configuration tells apart.
import type { ConnectionEnds } from '../facts/ssh-connection.ts';
import type { Peer } from '../formats/sshd-match.ts';
import type { Setting } from '../formats/sshd-walk.ts';
import type { Origin } from '../plan/origin.ts';
import { clientPatterns, peerPatterns, type PeerPattern } from './peer-patterns.ts';
import { representative } from './representative.ts';

/** The controller's origin first. `leftOut` counts patterns that no origin stands for. */
export interface Origins {
  readonly origins: readonly Origin[];
  readonly leftOut: number;
}

/** At most so many are examined: where there are more rules by address, the first ones, and the report says so. */
const maxOrigins = 50;

/** Beyond, no address is even looked for. */
const maxPatterns = 500;

/** Of documentation (RFC 5737): on a list only where somebody meant to put it there. */
const publicAddresses = ['198.51.100.7', '203.0.113.7', '192.0.2.7'] as const;

/** The origins that matter for some settings, and for keys that are good from `lists` of clients only. `own` is our own connection. */
export function originsOf(own: ConnectionEnds, settings: readonly Setting[], lists: readonly string[] = []): Origins {
  const bySettings = peerPatterns(settings);
  const all = { ...bySettings, patterns: [...bySettings.patterns, ...lists.flatMap(clientPatterns)] };
  const patterns = all.patterns.slice(0, maxPatterns);
  const arrival = { localAddress: own.local?.address, localPort: own.local?.port ?? portOf(settings) };
  const isNamed = (address: string): boolean =>
    patterns.some((pattern) => pattern.address !== undefined && representative(pattern.address, []) === address);
  const outside = publicAddresses.find((address) => !isNamed(address)) ?? publicAddresses[0];
  const usual: readonly Origin[] = [
    { kind: 'controller', address: own.client, host: undefined, ...arrival, standsFor: '' },
    // Standing for many, it has no name of its own: sshd knows it by its address.
    { kind: 'public', address: outside, host: outside, ...arrivalOf(outside, arrival), standsFor: '' },
    { kind: 'loopback', address: '127.0.0.1', host: undefined, ...arrivalOf('127.0.0.1', arrival), standsFor: '' },
  ];
  const named = patterns.map((pattern) => namedOrigin(pattern, patterns, outside, arrival));
  const found = named.flatMap((origin) => origin ?? []);
  const distinct = [...new Map(found.map((origin) => [keyOf(origin), origin])).values()];
  const unlike = distinct.filter((origin) => !usual.some((other) => keyOf(other) === keyOf(origin)));
  const room = maxOrigins - usual.length;
  return {
    origins: [...usual, ...unlike.slice(0, room)],
    leftOut: all.leftOut + all.patterns.length - found.length + Math.max(0, unlike.length - room),
  };
}

/** The connection as sshd sees it. Names are looked up only where `usesDns`; else a client is known by its address. */
export function peerOf(origin: Origin, usesDns: boolean): Peer {
  const { address, localAddress, localPort } = origin;
  return { address, host: usesDns ? origin.host : address, localAddress, localPort, routingDomain: undefined };
}

/** What sshd sees of a login through `sshd -i`: a connection within the host, or, where there is no socket, nothing (canohost.c). */
export const tunnelPeers: readonly Peer[] = ['127.107.107.107', 'UNKNOWN'].map((address) => ({
  address,
  host: address,
  localAddress: address,
  localPort: -1,
  routingDomain: undefined,
}));

/** An origin as a reader knows it, to stand behind "from". */
export function originText({ kind, address, standsFor, host, localAddress, localPort }: Origin): string {
  if (kind === 'named') {
    const name = host === undefined || host === address ? '' : `${host}, `;
    return `${name}${address ?? ''} to ${localAddress ?? 'this host'}:${localPort ?? 22} (${standsFor})`;
  }
  const words = { controller: 'where Keyturn comes from', public: 'any public address', loopback: 'the host itself' };
  return `${address ?? 'an unknown address'} (${words[kind]})`;
}

type Arrival = Pick<Origin, 'localAddress' | 'localPort'>;

/** Where a login from an address arrives: where ours did, unless that is an address of the other family. */
function arrivalOf(address: string | undefined, { localAddress, localPort }: Arrival): Arrival {
  const isReached = address?.includes(':') === localAddress?.includes(':');
  return { localAddress: isReached ? localAddress : undefined, localPort };
}

function namedOrigin(
  pattern: PeerPattern,
  all: readonly PeerPattern[],
  outside: string,
  arrival: Arrival,
): Origin | undefined {
  const address = pattern.address === undefined ? outside : representative(pattern.address, others(all, 'address'));
  const localAddress =
    pattern.localAddress === undefined
      ? arrivalOf(address, arrival).localAddress
      : representative(pattern.localAddress, others(all, 'localAddress'));
  if (address === undefined || (pattern.localAddress !== undefined && localAddress === undefined)) return undefined;
  const localPort = pattern.localPort ?? arrival.localPort;
  return { kind: 'named', address, host: pattern.host ?? address, localAddress, localPort, standsFor: pattern.text };
}

function others(patterns: readonly PeerPattern[], part: 'address' | 'localAddress'): readonly string[] {
  return patterns.flatMap((pattern) => pattern[part] ?? []);
}

function keyOf({ address, host, localAddress, localPort }: Origin): string {
  return JSON.stringify([address, host ?? address, localAddress, localPort]);
}

function portOf(settings: readonly Setting[]): number {
  const port = settings.find(({ keyword }) => keyword === 'port')?.args[0] ?? '';
  return /^\d{1,5}$/.test(port) ? Number(port) : 22;
}
