import { DomainError } from '@perennial/kernel/violation';

/**
 * Runs a pure decision about a term. What it throws, as for a zone that nobody knows, is the fault of the term's facts:
 * BAD_TERM, by which due work sets the term aside and goes on with the others.
 */
export function onTermsAccount<T>(decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new DomainError('BAD_TERM', `${error.name}: ${error.message}`);
  }
}
