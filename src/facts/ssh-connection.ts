// Where this very session comes from, as the host sees it: what sshd tells every session in SSH_CONNECTION.
import { parseIp } from '../formats/ip-address.ts';
import type { Fact } from './fact.ts';
import { number } from './probe/text.ts';

/** Both ends of our own connection; undefined where the host does not say. */
export interface ConnectionEnds {
  readonly client: string | undefined;
  readonly local: { readonly address: string; readonly port: number } | undefined;
}

// Becoming root empties the environment; src/become says it by another name.
const probe = `printf 'connection:%s\\n' "\${LC_SSH_CONNECTION-\${SSH_CONNECTION-}}"
`;

function parse(text: string): ConnectionEnds {
  const line = text.split('\n').find((one) => one.startsWith('connection:'));
  const [client = '', , address = '', port = ''] = (line ?? '').slice('connection:'.length).split(' ');
  const at = number(port);
  return {
    client: isAddress(client) ? client : undefined,
    local: isAddress(address) && at !== undefined && at <= 65_535 ? { address, port: at } : undefined,
  };
}

/** Link-local addresses with their interface included. */
function isAddress(text: string): boolean {
  return text.length <= 63 && parseIp(text.replace(/%[\w.-]{1,16}$/, '')) !== undefined;
}

/** No parameters. */
export const sshConnection: Fact<ConnectionEnds> = {
  name: 'ssh-connection',
  probe: () => probe,
  parse,
  line: /^connection:.*$/s,
};
