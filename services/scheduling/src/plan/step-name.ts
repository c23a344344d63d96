import { formatNode } from '@perennial/calendar/node';

/** Step = node and purpose, never policy or version (protocol.md, Identity). */
export function stepName({ node, purpose }: { readonly node: number; readonly purpose: string }): string {
  return `${formatNode(node)}/${purpose}`;
}

/** The purpose of a step, by its name. */
export function purposeOf(step: string): string {
  return step.slice(step.indexOf('/') + 1);
}

/** Steps that no node gives: the first word where the others came too late, and a last day told anew. */
export const FIRST_CONTACT_NOW = 'now/first-contact';
export const CORRECTION_NOW = 'now/correction';
