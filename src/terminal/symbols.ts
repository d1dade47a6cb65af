// The signs that we draw, each with an ASCII twin for locales that are not UTF-8.

/** Signs by meaning. The plan's `+ ~ -` are not among them: they are ASCII everywhere, so that they can be searched for. */
export interface Symbols {
  readonly arrow: string;
  readonly done: string;
  readonly failed: string;
  readonly waiting: string;
  readonly ellipsis: string;
  readonly bar: string;
  readonly spinner: readonly string[];
}

export const unicodeSymbols: Symbols = {
  arrow: '→',
  done: '✔',
  failed: '✖',
  waiting: '·',
  ellipsis: '…',
  bar: '│',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

export const asciiSymbols: Symbols = {
  arrow: '->',
  done: '+',
  failed: 'x',
  waiting: '.',
  ellipsis: '...',
  bar: '|',
  spinner: ['-', '\\', '|', '/'],
};
