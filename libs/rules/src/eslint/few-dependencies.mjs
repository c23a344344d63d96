const MOST = 6;

/** A class that needs more than six others does more than one thing (style.md, Three hops). */
export const fewDependencies = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { many: `{{count}} constructor dependencies; ${MOST} is the most` },
  },
  create(context) {
    return {
      "MethodDefinition[kind='constructor']"(node) {
        const count = node.value.params.length;
        if (count > MOST) context.report({ node, messageId: 'many', data: { count: String(count) } });
      },
    };
  },
};
