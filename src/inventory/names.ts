// Which names may reach ssh, a shell or a terminal. Allow-lists, since a name such as `-oProxyCommand=…` has been an attack before
// (CVE-2023-51385): nothing starts with a dash, nothing holds a space, a quote or a control character.
import { isIP, isIPv6 } from 'node:net';

const hostName = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_-])?\.?$/;
const groupName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const userName = /^[A-Za-z0-9_](?:[A-Za-z0-9_.@\\+-]{0,127}[A-Za-z0-9_.@+-])?\$?$/;
const zone = /^[A-Za-z0-9_.-]{1,32}$/;

function isZonedIPv6(text: string): boolean {
  const [address = '', name = '', ...rest] = text.split('%');
  return rest.length === 0 && isIPv6(address) && zone.test(name);
}

/** Whether a text is a host name or an IP address (`fe80::1%eth0` too), and safe to connect to. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 || hostName.test(text) || isZonedIPv6(text);
}

/** Whether a host may be called so. The same as for addresses, because the name is the address unless `ansible_host` says else. */
export function isHostName(text: string): boolean {
  return isAddress(text);
}

/** Whether a group may be called so. */
export function isGroupName(text: string): boolean {
  return groupName.test(text);
}

/** Whether an account may be called so; `DOMAIN\user` and `user@domain` are accounts of directories. */
export function isUserName(text: string): boolean {
  return userName.test(text);
}
