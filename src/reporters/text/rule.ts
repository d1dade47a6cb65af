// Ansible's headings: words, then stars to the end of the line.
import type { Style } from '../../terminal/style.ts';
import { displayWidth } from '../../terminal/width.ts';

/** A heading filled with stars, as wide as Ansible makes it and never wider than the terminal. */
export function ruled(heading: string, style: Style): string {
  const safe = style.text(heading);
  const stars = Math.max(3, Math.min(style.width(), 80) - displayWidth(safe) - 1);
  return style.paint('bold', `${safe} ${'*'.repeat(stars)}`);
}
