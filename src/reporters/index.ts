// Written by `npm run generate` from the files of this folder.
import type { Reporter } from './reporter.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** Everything of this folder, by file name. */
export const reporters: readonly Reporter[] = [github, html, json, junit, markdown, sarif, table];
