// Lists of addresses in sshd_config(5), as OpenSSH's addrmatch.c and match.c evaluate them: networks first, then wildcards.
import { isWithin, parseIp, parseNetwork } from './ip-address.ts';
import { matchList, matchPattern, type ListMatch } from './sshd-pattern.ts';

/** addr_match_list(): as other lists, but `invalid` where sshd refuses the list. A text that is no address matches nothing. */
export function matchAddresses(address: string, list: string): ListMatch | 'invalid' {
  const [plain = '', zone] = address.split('%');
  const bytes = parseIp(plain);
  if (bytes === undefined) return 'none';
  let found: ListMatch = 'none';
  for (const element of list.split(',')) {
    const negates = element.startsWith('!');
    const pattern = negates ? element.slice(1) : element;
    const network = parseNetwork(pattern);
    if (pattern === '' || network === 'inconsistent') return 'invalid';
    // An address with an interface is in no network: addr_cmp() compares the interfaces too.
    const within = network !== undefined && zone === undefined && isWithin(bytes, network);
    const matches = network === undefined ? matchPattern(address, pattern) : within;
    if (matches && negates) return 'negated';
    if (matches) found = 'match';
  }
  return found;
}

/**
 * match_host_and_ip(): whether what stands behind the `@` of a user pattern takes a client; undefined where that cannot be told. `host` is
 * the name that sshd knows the client by.
 */
export function takesClient(list: string, address: string | undefined, host: string | undefined): boolean | undefined {
  if (address === undefined) return undefined;
  const byAddress = matchAddresses(address, list);
  if (byAddress === 'invalid') return undefined;
  if (byAddress === 'negated') return false;
  if (host === undefined && !namesAddressesOnly(list)) return undefined;
  const byName = host === undefined ? 'none' : matchList(host.toLowerCase(), list.toLowerCase());
  return byName !== 'negated' && (byName === 'match' || byAddress === 'match');
}

/** No host is called like an address. */
function namesAddressesOnly(list: string): boolean {
  return list.split(',').every((element) => parseNetwork(element.replace(/^!/, '')) !== undefined);
}
