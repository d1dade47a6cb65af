// Parts of a whole as one bar with a legend, in words too.
import { counted } from '../summary/words.ts';

/** `kind` is a class of the stylesheet, `label` what stands in the legend behind the number. */
export interface Share {
  readonly kind: string;
  readonly count: number;
  readonly label: string;
}

const width = 1000;

/** `noun` is what is counted, where the labels do not say. */
export function bar(shares: readonly Share[], about: string, noun?: string): string {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  const some = shares.filter(({ count }) => count > 0);
  let x = 0;
  const rects = some.map(({ kind, count }) => {
    const length = (count / total) * width;
    const rect = `<rect class="${kind}" x="${x.toFixed(1)}" y="0" width="${length.toFixed(1)}" height="24"/>`;
    x += length;
    return rect;
  });
  const legend = some.map(({ kind, count, label }) => {
    const number = noun === undefined ? String(count) : counted(count, noun);
    return `<li><span class="key ${kind}"></span>${number} ${label}</li>`;
  });
  return `<svg viewBox="0 0 ${width} 24" preserveAspectRatio="none" role="img" aria-label="${about}">${rects.join('')}</svg>
<ul class="legend">${legend.join('')}</ul>`;
}
