// Whether an element of the third field of access.conf(5) takes a client: from_match() and network_netmask_match() in pam_access.c.
import type { Holds } from '../../formats/access-conf.ts';
import { isWithin, parseIp, type IpAddress } from '../../formats/ip-address.ts';
import type { Peer } from '../../formats/sshd-match.ts';

/** sshd names the client to PAM (PAM_RHOST) as it knows it: by its address, or by its name with UseDNS. */
export type Client = Pick<Peer, 'address' | 'host'>;

/** `client` is undefined where a login from anywhere is asked about. */
export function takesOrigin(element: string, client: Client | undefined): Holds {
  if (is(element, 'ALL')) return 'yes';
  // No login of sshd's is local.
  if (is(element, 'LOCAL')) return 'no';
  if (element.startsWith('@') || client?.host === undefined) return isTerminal(element) ? 'no' : 'maybe';
  const { host } = client;
  if (is(element, host)) return 'yes';
  if (element.startsWith('.')) return host.length > element.length && endsWith(host, element) ? 'yes' : 'no';
  const network = networkOf(element);
  if (network === 'none' || isTerminal(element)) return 'no';
  const address = strictIp(host) ?? strictIp(client.address ?? '');
  // Where the client has no address, as through a tunnel, its name leads nowhere.
  if (address === undefined) return host === client.address ? 'no' : 'maybe';
  // Newer releases look a name up.
  if (network === undefined) return 'maybe';
  if (takesAddress(network, address)) return 'yes';
  // A client that is known by its name may have further addresses, and newer releases take the two addresses of the host itself for one.
  const bothLocal = isLoopback(address) && isLoopback(network.address);
  return strictIp(host) === undefined || bothLocal ? 'maybe' : 'no';
}

/** The addresses that an element takes, as sshd's own patterns say it; undefined for one that takes none, or all. */
export function clientPattern(element: string): string | undefined {
  const network = networkOf(element);
  if (network === undefined || network === 'none') return isName(element) ? element : undefined;
  const bits = bitsOf(network.mask);
  return bits === undefined ? undefined : `${textOf(network.address, bits)}/${bits}`;
}

interface Network {
  readonly address: IpAddress;
  readonly mask: IpAddress;
}

/** `none` for what looks like one and takes nobody, undefined for what is no address. */
function networkOf(element: string): Network | 'none' | undefined {
  const dotted = /^((?:\d{1,3}\.){1,4})$/.exec(element)?.[1];
  if (dotted !== undefined) return leading(dotted);
  if (element.endsWith('.')) return 'none';
  const [plain = '', masks] = element.split('/', 2);
  const address = strictIp(plain);
  const whole = address?.map(() => 255) ?? [];
  if (masks === undefined) return address === undefined ? undefined : { address, mask: whole };
  if (address === undefined) return 'none';
  const named = strictIp(element.slice(plain.length + 1));
  // A mask of the other family does not count.
  if (named !== undefined) return { address, mask: named.length === address.length ? named : whole };
  const bits = numberOf(element.slice(plain.length + 1));
  if (bits === undefined || bits > address.length * 8) return 'none';
  // The module takes no bits for no mask.
  return { address, mask: bits === 0 ? whole : address.map((_, index) => byteOf(bits - index * 8)) };
}

/** `10.1.` takes every address that begins so. */
function leading(dotted: string): Network | 'none' {
  const numbers = dotted.split('.').slice(0, -1);
  if (numbers.some((one) => Number(one) > 255 || one !== String(Number(one)))) return 'none';
  const bytes = numbers.map(Number);
  const rest = Array.from({ length: 4 - bytes.length }, () => 0);
  return { address: [...bytes, ...rest], mask: [...bytes.map(() => 255), ...rest] };
}

/** strtol(3) with the base that the text tells. */
function numberOf(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,3}$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]{0,3}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

function byteOf(bits: number): number {
  return (0xff00 >> Math.min(8, Math.max(0, bits))) & 0xff;
}

/** inet_pton(3), which takes no short forms. */
function strictIp(text: string): IpAddress | undefined {
  if (text.includes(':')) return text.includes('%') ? undefined : parseIp(text);
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && !/(?:^|\.)0\d/.test(text) ? parseIp(text) : undefined;
}

function takesAddress({ address, mask }: Network, client: IpAddress): boolean {
  return (
    address.length === client.length &&
    mask.every((byte, index) => ((address[index] ?? 0) & byte) === ((client[index] ?? 0) & byte))
  );
}

function isLoopback(address: IpAddress): boolean {
  const [v4, v6] = [parseIp('127.0.0.1') ?? [], parseIp('::1') ?? []];
  return [v4, v6].some((one) => isWithin(address, { address: one, bits: one.length * 8 }));
}

function bitsOf(mask: IpAddress): number | undefined {
  const digits = mask.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(digits) ? digits.replaceAll('0', '').length : undefined;
}

function textOf(address: IpAddress, bits: number): string {
  const bytes = address.map((byte, index) => byte & byteOf(bits - index * 8));
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0));
  return groups.map((group) => group.toString(16)).join(':');
}

/** What is the name of a terminal, a display or a service that runs by itself: no client has it. */
function isTerminal(element: string): boolean {
  return /^(?::\d.*|tty.*|pts\/.*|vc\/.*|hvc\d+|console|cron|crond|atd|su|login|systemd-user)$/i.test(element);
}

function isName(element: string): boolean {
  return !element.startsWith('@') && !is(element, 'ALL') && !is(element, 'LOCAL') && !isTerminal(element);
}

/** The module compares as strcasecmp(3) does. */
function is(element: string, other: string): boolean {
  return element.toLowerCase() === other.toLowerCase();
}

function endsWith(host: string, domain: string): boolean {
  return host.toLowerCase().endsWith(domain.toLowerCase());
}
