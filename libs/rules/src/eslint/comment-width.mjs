const MOST = 120;

/**
 * Comments keep to the width of the code, which the formatter does not see to. A line that is one long word may stand.
 */
export const commentWidth = {
  meta: {
    type: 'layout',
    schema: [],
    messages: { width: 'a comment of {{length}} columns; it keeps to 120, as the code does' },
  },
  create(context) {
    const { sourceCode } = context;
    return {
      Program() {
        for (const { loc } of sourceCode.getAllComments())
          for (let line = loc.start.line; line <= loc.end.line; line += 1) {
            const text = sourceCode.lines[line - 1];
            // Code behind a comment's end, or before its start, is the formatter's.
            const end = line === loc.end.line ? loc.end.column : text.length;
            if (end > MOST && !/^\W*\S+$/.test(text))
              context.report({ loc: { line, column: MOST }, messageId: 'width', data: { length: end } });
          }
      },
    };
  },
};
