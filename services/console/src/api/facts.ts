import { Decision } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { Route } from './route.js';

/** The field of a decision that is JSON as text over gRPC, since its hash is over that text, and an object here. */
export const FACTS = { message: 'perennial.scheduling.v1.Decision', field: 'facts' };

/** An answer with decisions, the facts of each as the object that they are. */
export function withFacts<M extends { readonly decisions: readonly Decision[] }>(response: {
  toJSON(message: M): unknown;
}): Route['response'] {
  return {
    toJSON: (message: M) => ({
      ...(response.toJSON(message) as object),
      decisions: message.decisions.map((decision) => ({
        ...(Decision.toJSON(decision) as object),
        facts: factsOf(decision),
      })),
    }),
  };
}

/** A row that somebody altered may hold anything; the answer says that its chain is broken. */
function factsOf({ facts }: Decision): object {
  try {
    const read: unknown = JSON.parse(facts);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { unreadable: facts };
}
