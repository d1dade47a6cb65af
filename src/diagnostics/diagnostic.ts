// A problem in one of the user's files, with the place it is at. Lines and columns count from 1, columns in UTF-16 units.
import type { DiagnosticCode } from './codes.ts';

/** A point in a text: line and column, both from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly col: number;
}

/** A place in a user's file. `file` is the name the user gave it (`-` for standard input); `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** Another place that explains the problem, such as where a duplicate stands first. */
export interface RelatedPlace {
  readonly range: SourceRange;
  readonly message: string;
}

/**
 * What is wrong in a user's file. `message` is lower case without a full stop, bad values in double quotes; `help` says what
 * to do next; `code` is kebab-case and stable. Only errors make input invalid (exit 65).
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly range: SourceRange;
  readonly related?: readonly RelatedPlace[];
  readonly help?: string;
}
