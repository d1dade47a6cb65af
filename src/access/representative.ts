// One address that stands for all that a pattern takes, and for none of the narrower patterns beside it.
import { ipText, isWithin, parseIp, parseNetwork, type IpAddress, type IpNetwork } from '../formats/ip-address.ts';
import { matchPattern } from '../formats/sshd-pattern.ts';

/**
 * An address that the pattern takes: of a network one that lies in no narrower network of `others`, where there is one. Undefined
 * where no address is found, as for `*.example.com`.
 */
export function representative(pattern: string, others: readonly string[]): string | undefined {
  const network = parseNetwork(pattern);
  if (network === 'inconsistent') return undefined;
  if (network === undefined) return ofWildcards(pattern);
  const narrower = others.flatMap((other): IpNetwork[] => {
    const found = parseNetwork(other);
    return typeof found === 'object' && found.bits > network.bits && isWithin(found.address, network) ? [found] : [];
  });
  const candidates = candidatesIn(network, narrower).filter((address) => isWithin(address, network));
  const free = candidates.find((address) => !narrower.some((other) => isWithin(address, other)));
  return ipText(free ?? candidates[0] ?? network.address);
}

/** The first address after the network's own, and those next to the borders of the narrower networks: a gap begins at one of them. */
function candidatesIn(network: IpNetwork, narrower: readonly IpNetwork[]): readonly IpAddress[] {
  const borders = narrower.flatMap(({ address, bits }) => [
    plus(address, -1n),
    plus(address, 1n << BigInt(address.length * 8 - bits)),
  ]);
  return [plus(network.address, 1n), network.address, ...borders];
}

function plus(address: IpAddress, amount: bigint): IpAddress {
  const size = BigInt(address.length * 8);
  let rest = BigInt.asUintN(Number(size), address.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) + amount);
  const bytes: number[] = [];
  for (let index = 0; index < address.length; index += 1) {
    bytes.unshift(Number(rest % 256n));
    rest /= 256n;
  }
  return bytes;
}

const fillings = ['1', '1.1', '1.1.1', '0.0.0.1', '1:1', '::1', '1::1'] as const;

function ofWildcards(pattern: string): string | undefined {
  const texts = fillings.map((filling) => pattern.replaceAll('?', '1').replaceAll('*', filling));
  return texts.find((text) => {
    const address = parseIp(text);
    if (address === undefined || (address.length === 4 && ipText(address) !== text)) return false;
    return matchPattern(text, pattern);
  });
}
