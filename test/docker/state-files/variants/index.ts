// Every variant that is tried.
import type { Variant } from '../variant.ts';
import { contents } from './contents.ts';
import { options } from './options.ts';
import { places } from './places.ts';

export const variants: readonly Variant[] = [...options, ...contents, ...places];
