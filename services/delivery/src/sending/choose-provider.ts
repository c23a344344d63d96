import type { Destination, Serving } from '../provider/provider.js';

/** Where a provider carries messages; undefined for one that reaches everybody of its channel. */
export interface Server {
  readonly serves?: ((to: Destination) => Serving) | undefined;
}

/** What a round sees of a provider of its channel. */
export interface Candidate extends Server {
  readonly name: string;
  /** Its breaker, or a switch, keeps calls from it. */
  readonly shut: boolean;
  /** One call may find out whether it is well again. */
  readonly probed: boolean;
  /** Calls that could start now. */
  readonly room: number;
}

/** A message that is to go somewhere, and the providers that failed it. */
export interface Bound {
  readonly to: Destination;
  readonly passedOver: readonly string[];
}

export type Choice =
  | { readonly kind: 'over'; readonly name: string }
  /** Those that carry messages there have no room now. @property alone: others have. */
  | { readonly kind: 'busy'; readonly alone: boolean }
  /** Those that carry messages there may not be called. */
  | { readonly kind: 'down' }
  /** None carries messages there. */
  | { readonly kind: 'unserved' };

/**
 * Pure: over which provider each message goes. Those that do not carry messages there are left out; those that are
 * there for its region come first (C-11), then the preferred one. A message passes over the providers that failed it
 * while another one is left. One that is merely busy is waited for; one that a probe has to find well first is not.
 *
 * @param off providers that are switched off: they would carry messages, and do not.
 */
export function chooseProviders(
  messages: readonly Bound[],
  candidates: readonly Candidate[],
  off: readonly Server[] = [],
): Choice[] {
  const left = new Map(candidates.map(({ name, room }) => [name, room]));
  return messages.map(({ to, passedOver }): Choice => {
    const serving = servingOnes(candidates, to);
    if (serving.length === 0) return { kind: servingOnes(off, to).length > 0 ? 'down' : 'unserved' };
    const open = serving.filter(({ shut }) => !shut);
    if (open.length === 0) return { kind: 'down' };
    const usable = open.filter(({ name, probed }) => !probed || (left.get(name) ?? 0) > 0);
    const chosen = usable.find(({ name }) => !passedOver.includes(name)) ?? usable[0];
    const room = chosen ? (left.get(chosen.name) ?? 0) : 0;
    if (!chosen || room === 0)
      return { kind: 'busy', alone: candidates.some(({ name, shut }) => !shut && (left.get(name) ?? 0) > 0) };
    left.set(chosen.name, room - 1);
    return { kind: 'over', name: chosen.name };
  });
}

/** Those that carry messages there: those of its region, then those of everywhere. */
function servingOnes<S extends Server>(servers: readonly S[], to: Destination): S[] {
  const asked = servers.map((server) => ({ server, serving: server.serves?.(to) ?? 'ANYWHERE' }));
  const of = (wanted: Serving): S[] => asked.flatMap(({ server, serving }) => (serving === wanted ? [server] : []));
  return [...of('REGION'), ...of('ANYWHERE')];
}
