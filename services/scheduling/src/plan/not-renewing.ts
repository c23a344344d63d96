import type { PlanInput } from './plan-input.js';
import type { NotWanted, Wanted } from './wanted-row.js';

/** Whether somebody of the customer said that it will not renew. */
export function isNotRenewing({ answers }: Pick<PlanInput, 'answers'>): boolean {
  return answers.some(({ kind }) => kind === 'NOT_RENEWING');
}

/** What a customer is still told who does not renew: what the law asks for. */
export function isStillTold({ audience, legal }: Pick<Wanted, 'audience' | 'legal'>): boolean {
  return audience !== 'CUSTOMER' || legal;
}

interface Rows {
  readonly wanted: readonly Wanted[];
  readonly notWanted: readonly NotWanted[];
}

/** Pure: the rows that are left where the customer does not renew; its owner has a row to look at (plan-reviews.ts). */
export function withoutNotRenewing({ wanted, notWanted }: Rows, input: PlanInput): Rows {
  if (!isNotRenewing(input)) return { wanted, notWanted };
  const ahead = wanted.filter((row) => !isStillTold(row) && row.closesAt > input.now).map(({ step }) => step);
  return {
    wanted: wanted.filter(isStillTold),
    notWanted: [
      // Nobody is missed who would not be told.
      ...notWanted.filter(({ reason }) => reason !== 'NO_ADDRESS'),
      ...[...new Set(ahead)].map((step) => ({ step, addresseeId: null, reason: 'NOT_RENEWING' })),
    ],
  };
}
