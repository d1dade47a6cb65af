// Merge keys (https://yaml.org/type/merge.html), in the order of PyYAML: of several maps the earlier one wins.
import type { MapEntry, YamlNode } from './node.ts';

/** Adds the entries of a map, or of a list of maps, that are not there yet. False when `value` is neither. */
export function mergeInto(entries: Map<string, MapEntry>, value: YamlNode): boolean {
  const sources = value.kind === 'seq' ? value.items : [value];
  for (const source of sources) {
    if (source.kind !== 'map') return false;
    for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  return true;
}
