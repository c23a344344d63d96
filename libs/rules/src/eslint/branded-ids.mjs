const KINDS = 'customer|contact|recipient|owner|team|product|contract|term|reminder|message|attempt|quote|payment';
const ID = new RegExp(`^(${KINDS})Ids?$`);

/** Ids of the shapes and parameters of a service are branded (libs/kernel/src/ids.ts): a text could be any of them. */
export const brandedIds = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { text: '{{name}} is a text; its type is {{type}} of libs/kernel/src/ids.ts' },
  },
  create(context) {
    const check = (node, name, annotation) => {
      if (!ID.test(name ?? '') || !holdsText(annotation?.typeAnnotation)) return;
      const type = name.replace(/s$/, '').replace(/^./, (letter) => letter.toUpperCase());
      context.report({ node, messageId: 'text', data: { name, type } });
    };
    return {
      TSPropertySignature: (node) => check(node, node.key.name, node.typeAnnotation),
      ':function > Identifier.params': (node) => check(node, node.name, node.typeAnnotation),
    };
  },
};

/** `string`, a list of it, or one of several that is. */
function holdsText(type) {
  if (!type) return false;
  if (type.type === 'TSStringKeyword') return true;
  if (type.type === 'TSArrayType') return holdsText(type.elementType);
  if (type.type === 'TSTypeOperator') return holdsText(type.typeAnnotation);
  return type.type === 'TSUnionType' && type.types.some(holdsText);
}
