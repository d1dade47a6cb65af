// A key below `hosts:`: a name, a name with a port, or a range of names.
import type { ScalarNode } from '../documents/node.ts';
import type { Problems } from '../documents/problems.ts';
import type { Variable } from './host.ts';
import { isHostName } from './names.ts';
import { expandRange, splitPort } from './ranges.ts';
import { portOf } from './variables.ts';

/** The hosts that a key names, and the port if the key has one. */
export interface HostPattern {
  readonly names: readonly string[];
  readonly port: Variable | undefined;
}

/** Reads a key. Undefined when it names no usable host, which is reported by then. */
export function hostPattern(key: ScalarNode, problems: Problems): HostPattern | undefined {
  const { pattern, port } = splitPort(key.text);
  if (port !== undefined && portOf(port) === undefined) {
    problems.error('bad-port', key, `the port of "${key.text}" is not from 1 to 65535`);
  }
  if (/\{\{|\{%/.test(pattern)) {
    problems.error('template', key, 'templates are not supported yet, and a host name holds one');
    return undefined;
  }
  const expansion = expandRange(pattern);
  if ('problem' in expansion) {
    const help = 'ranges look like web[01:20], web[01:20:2] or db-[a:f]';
    problems.error('bad-range', key, `"${key.text}": ${expansion.problem}`, { help });
    return undefined;
  }
  const bad = expansion.names.find((name) => !isHostName(name));
  if (bad !== undefined) {
    const help = 'letters, digits and . _ - are allowed; an address of another form goes into ansible_host';
    problems.error('bad-host-name', key, `"${bad}" is not a host name`, { help });
    return undefined;
  }
  const origin = problems.source.range(key.start, key.end);
  return { names: expansion.names, port: port === undefined ? undefined : { value: port, origin } };
}
