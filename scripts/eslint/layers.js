// A folder below src/ imports only folders that stand before it in the list of layers.
import { dirname, relative, resolve, sep } from 'node:path';
import { importVisitor } from './import-visitor.js';

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        additionalProperties: false,
        required: ['folder', 'layers'],
        properties: {
          folder: { type: 'string' },
          layers: { type: 'array', items: { type: 'string' } },
          importNothing: { type: 'array', items: { type: 'string' } },
        },
      },
    ],
    messages: {
      unlisted: 'src/{{own}}/ is in no layer: eslint.config.js lists them, from the lowest',
      outside: '{{source}} is outside of src/',
      upward: 'src/{{own}}/ may import only folders before it in the list of layers (eslint.config.js), not {{other}}',
      nothing: 'src/{{own}}/ imports nothing of ours',
    },
  },
  create(context) {
    const [{ folder, layers: listed, importNothing = [] }] = context.options;
    /** The first folder of a path below src/; '' for files in src/ itself, which are above all. @param {string} path */
    const layerOf = (path) => {
      const parts = relative(folder, path).split(sep);
      return parts.length > 1 ? (parts[0] ?? '') : '';
    };
    const own = layerOf(context.filename);
    const height = own === '' ? listed.length : listed.indexOf(own);
    return {
      Program(node) {
        if (height < 0) context.report({ node, messageId: 'unlisted', data: { own } });
      },
      ...importVisitor((node, source) => {
        const other = layerOf(resolve(dirname(context.filename), source));
        if (other === '..') return context.report({ node, messageId: 'outside', data: { source } });
        if (other === own || height < 0) return;
        if (importNothing.includes(own)) return context.report({ node, messageId: 'nothing', data: { own } });
        const theirs = other === '' ? listed.length : listed.indexOf(other);
        if (theirs < height) return;
        context.report({ node, messageId: 'upward', data: { own, other: other === '' ? source : `src/${other}/` } });
      }),
    };
  },
};
