/** Names are the field's words: no I before an interface, no Enum after an enum (style.md, Sizes). */
export const plainNames = {
  meta: { type: 'suggestion', schema: [], messages: { name: '{{name}}: leave out the {{what}}' } },
  create(context) {
    const report = (node, what) => context.report({ node, messageId: 'name', data: { name: node.name, what } });
    const check = ({ id }) => {
      if (/^I[A-Z][a-z]/.test(id.name)) report(id, 'I');
      if (/Enum$/.test(id.name)) report(id, 'Enum');
    };
    return { TSInterfaceDeclaration: check, TSTypeAliasDeclaration: check, TSEnumDeclaration: check };
  },
};
