// IP addresses and networks as sshd reads them (OpenSSH addr.c): bytes, four of them or sixteen.

/** An address in network order. */
export type IpAddress = readonly number[];

/** A network: its first address and how many bits of it count. */
export interface IpNetwork {
  readonly address: IpAddress;
  readonly bits: number;
}

/** The address that a text stands for; undefined for any other text. As getaddrinfo(3) does, takes `10.1` for 10.0.0.1. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** How a program would print an address; IPv6 without any shortening. */
export function ipText(address: IpAddress): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => groupAt(address, index).toString(16));
  return groups.join(':');
}

/**
 * The network that `ADDRESS` or `ADDRESS/BITS` stands for. `inconsistent` where sshd refuses the whole configuration: bits of the host
 * that are set, or more bits than the address has. Undefined for what is no network at all.
 */
export function parseNetwork(text: string): IpNetwork | 'inconsistent' | undefined {
  if (text.length > 63) return undefined;
  const slash = text.indexOf('/');
  const address = parseIp(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash === -1) return { address, bits: address.length * 8 };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,9}$/.test(digits) || Number(digits) > 128) return undefined;
  const bits = Number(digits);
  const isWhole = bits <= address.length * 8 && masked(address, bits).every((byte, index) => byte === address[index]);
  return isWhole ? { address, bits } : 'inconsistent';
}

/** Whether an address lies in a network. */
export function isWithin(address: IpAddress, network: IpNetwork): boolean {
  if (address.length !== network.address.length) return false;
  return masked(address, network.bits).every((byte, index) => byte === network.address[index]);
}

function masked(address: IpAddress, bits: number): IpAddress {
  return address.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    return byte & (0xff00 >> kept) & 0xff;
  });
}

// inet_aton(3): one to four numbers, decimal, octal or hexadecimal; the last one fills what is left.
function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  const numbers = parts.map(parseNumber);
  if (parts.length > 4 || numbers.some((one) => one === undefined)) return undefined;
  const known = numbers.map((one) => one ?? 0);
  const last = known.pop() ?? 0;
  const room = 4 - known.length;
  if (known.some((one) => one > 255) || last >= 256 ** room) return undefined;
  const rest = Array.from({ length: room }, (_, index) => Math.floor(last / 256 ** (room - 1 - index)) % 256);
  return [...known, ...rest];
}

function parseNumber(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]{0,11}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [bytesOf(halves[0] ?? '', halves.length === 1), bytesOf(halves[1] ?? '', true)];
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const gap = 16 - head.length - tail.length;
  return gap < 2 ? undefined : [...head, ...Array.from({ length: gap }, () => 0), ...tail];
}

/** The bytes of groups between colons; the last of them may be an IPv4 address where `isEnd`. */
function bytesOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (isEnd && index === groups.length - 1 && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(group)) {
      const parts = group.split('.').map(Number);
      if (parts.some((part) => part > 255)) return undefined;
      bytes.push(...parts);
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}

function groupAt(address: IpAddress, index: number): number {
  return (address[index * 2] ?? 0) * 256 + (address[index * 2 + 1] ?? 0);
}
