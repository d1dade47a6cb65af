// The images of lab hosts: one folder each, docker/<image>/, with a Dockerfile, and an image.conf that says what holds for its hosts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow } from './engine.ts';
import type { LabHostSpec } from './host.ts';

/** What image.conf says of an image. */
export interface LabImage {
  readonly name: string;
  /** VERSION_ID of its os-release. */
  readonly release: string;
  /** The first process of its hosts, which can be rebooted then. Without one nothing but sshd and a system log runs, as in a container. */
  readonly init: 'systemd' | undefined;
  /** Made from another image of ours, and with the PAM module therefore. */
  readonly derived: boolean;
}

/** The image of that name. Throws when there is none. */
export function labImage(name: string): LabImage {
  const text = textOf(name);
  const property = (key: string): string | undefined => new RegExp(`^${key}=(.+)$`, 'm').exec(text)?.[1];
  const init = property('INIT');
  if (init !== undefined && init !== 'systemd') throw new Error(`${name}: the lab knows no init "${init}"`);
  return { name, release: property('RELEASE') ?? '', init, derived: property('FROM') !== undefined };
}

function textOf(name: string): string {
  try {
    return readFileSync(join(import.meta.dirname, name, 'image.conf'), 'utf8');
  } catch (error) {
    throw new Error(`there is no image "${name}": docker/${name}/image.conf`, { cause: error });
  }
}

/** The tags of the images that the specs need, by `imageKey`; throws when one has not been built. */
export async function imageTags(specs: readonly LabHostSpec[]): Promise<ReadonlyMap<string, string>> {
  const script = join(import.meta.dirname, 'tag.sh');
  const tags = new Map<string, string>();
  for (const spec of specs) {
    const key = imageKey(spec);
    if (!tags.has(key)) tags.set(key, (spec.tag ?? (await runOrThrow('sh', [script, ...key.split(' ')]))).trim());
  }
  if (tags.size === 0) return tags;
  const { code } = await run('docker', ['image', 'inspect', ...tags.values()]);
  if (code !== 0)
    throw new Error('an image of the lab is missing or out of date: run `sh scripts/setup.sh engine images`');
  return tags;
}

/** What tells images apart: the words that tag.sh takes, unless the spec names a tag. */
export function imageKey({ image, otp, tag }: LabHostSpec): string {
  if (tag !== undefined) return tag;
  return otp === true || labImage(image).derived ? `${image} otp` : image;
}
