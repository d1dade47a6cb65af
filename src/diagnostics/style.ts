// Colour is decided once per stream by whoever owns the stream; here it is only a set of functions.

/** How the parts of a diagnostic look. */
export interface DiagnosticStyle {
  error(text: string): string;
  warning(text: string): string;
  gutter(text: string): string;
  caret(text: string): string;
  help(text: string): string;
}

const same = (text: string): string => text;

/** No colour at all. */
export const plainStyle: DiagnosticStyle = { error: same, warning: same, gutter: same, caret: same, help: same };
