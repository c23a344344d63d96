import { basename } from 'node:path';

/**
 * Due work is done by the use case itself, which implements DueWork; a class that only passes calls on says nothing.
 */
export const workRole = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { passThrough: 'the use case implements DueWork itself; a *.work.ts file only passes calls on' },
  },
  create(context) {
    if (!basename(context.filename).endsWith('.work.ts')) return {};
    return { Program: (node) => context.report({ node, messageId: 'passThrough' }) };
  },
};
