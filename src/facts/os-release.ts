// os-release(5): which distribution this is.
import { parseOsRelease } from '../formats/os-release.ts';
import type { Fact } from './fact.ts';
import { showFunction, shownText } from './probe/text.ts';

/** What the file says; empty strings where it does not. */
export interface OsRelease {
  /** The name of the distribution family, from `ids`; empty for one that Keyturn does not know. */
  readonly family: string;
  readonly id: string;
  readonly idLike: readonly string[];
  readonly versionId: string;
  readonly prettyName: string;
}

const probe = `${showFunction}
printf 'family:%s\\n' "$family"
for file in /etc/os-release /usr/lib/os-release; do
  [ -r "$file" ] || continue
  show "$file"
  break
done
`;

function parse(text: string): OsRelease {
  const fields = parseOsRelease(shownText(text.split('\n')));
  const words = (fields.get('ID_LIKE') ?? '').split(/\s+/);
  return {
    family: /^family:([a-z0-9-]+)$/m.exec(text)?.[1] ?? '',
    id: fields.get('ID') ?? '',
    idLike: words.filter((word) => word !== ''),
    versionId: fields.get('VERSION_ID') ?? '',
    prettyName: fields.get('PRETTY_NAME') ?? '',
  };
}

/** No parameters. */
export const osRelease: Fact<OsRelease> = {
  name: 'os-release',
  probe: () => probe,
  parse,
  line: /^(?:family:[a-z0-9-]*|[|>].*)$/s,
};
