// What is in the artefacts, as CycloneDX: npm's own list, from the lock file, without what differs from one run and machine to the next.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeVersion } from './node-binary.ts';
import type { Release } from './release.ts';

interface Bom {
  serialNumber: string;
  metadata: { timestamp: string; component: { name: string; type: string; properties: unknown[] } };
  components: { 'bom-ref': string; externalReferences?: unknown[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** Makes `keyturn-VERSION.cdx.json`. */
export function makeSbom({ root, out, work, manifest, epoch, say }: Release): Promise<void> {
  const folder = join(work, manifest.name);
  mkdirSync(folder);
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(folder, name));
  const listed = execFileSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const bom = JSON.parse(listed) as Bom;
  // Not `--omit dev`: it leaves out what a package of development needs, too, such as yaml.
  const shipped = new Set([`${manifest.name}@${manifest.version}`, ...shippedPackages(root)]);
  bom.components = bom.components.filter((component) => shipped.delete(component['bom-ref']));
  if (shipped.size > 1) throw new Error(`npm sbom left out ${[...shipped].join(', ')}`);
  const refs = new Set([...shipped, ...bom.components.map((component) => component['bom-ref'])]);
  bom.dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  bom.metadata.timestamp = new Date(epoch * 1000).toISOString();
  bom.metadata.component.properties = [];
  // Where a package was fetched from is a matter of the machine; its hash says which one it is.
  for (const component of bom.components) component.externalReferences = [];
  bom.components.push({
    ...{ 'bom-ref': `node@${nodeVersion}`, type: 'platform', name: 'node', version: nodeVersion },
    ...{ description: 'in the executables only', purl: `pkg:generic/node@${nodeVersion}`, externalReferences: [] },
  });
  bom.serialNumber = `urn:uuid:${uuidOf(JSON.stringify({ ...bom, serialNumber: '' }))}`;
  writeFileSync(join(out, `${manifest.name}-${manifest.version}.cdx.json`), `${JSON.stringify(bom, undefined, 2)}\n`);
  say(`sbom: ${bom.components.length} components`);
  return Promise.resolve();
}

/** What the lock file installs for those who use Keyturn, as `name@version`. */
function shippedPackages(root: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
  };
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(
      ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
    );
}

/** A UUID of version 8 (RFC 9562): the same for the same text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
