import { basename } from 'node:path';

/** The beginning of a statement or of a sub-select; prose that merely holds the words does not match. */
const SQL =
  /(^|[(;])\s*(select\b[^]*\bfrom\s+[\w"(]|insert\s+into\s+[\w"]|update\s+[\w".]+(\s+(as\s+)?\w+)?\s+set\s|delete\s+from\s+[\w"])/;

/**
 * SQL text stands in *.store.ts only (architecture.md, Layout); migrations and libs/database have their own
 * configuration.
 */
export const sqlRole = {
  meta: { type: 'problem', schema: [], messages: { sql: 'SQL is the role of *.store.ts' } },
  create(context) {
    if (basename(context.filename).endsWith('.store.ts')) return {};
    const check = (node, text) => {
      if (SQL.test(lowerKeywords(text))) context.report({ node, messageId: 'sql' });
    };
    return {
      TemplateLiteral(node) {
        check(node, node.quasis.map(({ value }) => value.cooked ?? value.raw).join('x'));
      },
      Literal(node) {
        if (typeof node.value === 'string') check(node, node.value);
      },
    };
  },
};

/** SQL shouted in capitals is SQL too; a sentence that begins with "Select" is not. */
function lowerKeywords(text) {
  return text.replace(/\b(SELECT|FROM|INSERT|INTO|UPDATE|SET|DELETE)\b/g, (word) => word.toLowerCase());
}
