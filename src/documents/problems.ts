// Collects what is wrong with one text. Everything that reads a document reports here, so that all problems come at once.
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source.ts';

/** Offsets in the text, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What may be added to a problem. */
export interface ProblemDetail {
  readonly help?: string | undefined;
  readonly related?: { readonly place: Place; readonly message: string };
}

/** A growing list of diagnostics about one source text. */
export interface Problems {
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
  error(code: DiagnosticCode, place: Place, message: string, detail?: ProblemDetail): void;
  warning(code: DiagnosticCode, place: Place, message: string, detail?: ProblemDetail): void;
  /** Adds a diagnostic whose place is not one of offsets. */
  add(diagnostic: Diagnostic): void;
}

/** An empty list for `source`. */
export function collectProblems(source: SourceText): Problems {
  const diagnostics: Diagnostic[] = [];
  let hasErrors = false;

  const add = (diagnostic: Diagnostic): void => {
    hasErrors ||= diagnostic.severity === 'error';
    diagnostics.push(diagnostic);
  };

  const report = (severity: Diagnostic['severity']): Problems['error'] => {
    return (code, place, message, detail = {}) => {
      const related: RelatedPlace[] = [];
      if (detail.related !== undefined) {
        const { start, end } = detail.related.place;
        related.push({ range: source.range(start, end), message: detail.related.message });
      }
      add({
        severity,
        code,
        message,
        range: source.range(place.start, place.end),
        ...(related.length > 0 && { related }),
        ...(detail.help !== undefined && { help: detail.help }),
      });
    };
  };

  return {
    source,
    diagnostics,
    get hasErrors() {
      return hasErrors;
    },
    error: report('error'),
    warning: report('warning'),
    add,
  };
}
