// Every way in which a file can name another one.

/**
 * Calls `check` for each import of a file of ours: of values, of types, `export … from`, `import()` of a module or in a type.
 * @param {(node: import('estree').Node, source: string) => void} check
 * @returns {import('eslint').Rule.RuleListener}
 */
export function importVisitor(check) {
  /** @param {any} node */
  const visit = (node) => {
    const source = node.source?.value ?? node.argument?.literal?.value;
    if (typeof source === 'string' && source.startsWith('.')) check(node, source);
  };
  return {
    ImportDeclaration: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
    ImportExpression: visit,
    TSImportType: visit,
  };
}
