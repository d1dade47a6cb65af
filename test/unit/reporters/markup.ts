// Texts that mean something in one of the formats, and a reader of XML that is not ours.
import { execFileSync } from 'node:child_process';

/** What means something in one of the formats. */
export const markup = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  ']]>&xxe;<!ENTITY x SYSTEM "file:///etc/passwd">',
  '\n::error title=forged::by a host',
  '%0A::stop-commands::x',
  '| a | b |\n| - | - |\n# heading',
  '[click](javascript:alert(1)) ![](http://evil.example/x)',
  '```\n# out of the block\n````',
  'web%2F..%2F..%2Fetc',
  '\ufffe\uffff',
  '${jndi:x} {{7*7}}',
];

/** All files of XML, as Python's reader sees them: names, attributes and texts of every element. */
export function readXml(
  files: readonly string[],
): readonly (readonly [string, Readonly<Record<string, string>>, string])[][] {
  const program = `
import json, sys, xml.etree.ElementTree as tree
print(json.dumps([[[e.tag, e.attrib, e.text or ''] for e in tree.fromstring(text.encode()).iter()] for text in json.load(sys.stdin)]))
`;
  return JSON.parse(
    execFileSync('python3', ['-c', program], { input: JSON.stringify(files), encoding: 'utf8', maxBuffer: 2 ** 30 }),
  ) as ReturnType<typeof readXml>;
}
