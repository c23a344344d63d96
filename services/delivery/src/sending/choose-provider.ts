/** What a round sees of a provider of its channel. */
export interface Candidate {
  readonly name: string;
  /** Its breaker, or a switch, keeps calls from it. */
  readonly shut: boolean;
  /** One call may find out whether it is well again. */
  readonly probed: boolean;
  /** Calls that could start now. */
  readonly room: number;
}

/**
 * Pure: over which provider each message goes, the preferred one first; undefined for what waits. A message passes over
 * the providers that failed it while another one is left. One that is merely busy is waited for; one that a probe has
 * to find well first is not.
 */
export function chooseProviders(
  messages: readonly { readonly passedOver: readonly string[] }[],
  candidates: readonly Candidate[],
): (string | undefined)[] {
  const left = new Map(candidates.map(({ name, room }) => [name, room]));
  const open = candidates.filter(({ shut }) => !shut);
  return messages.map(({ passedOver }) => {
    const usable = open.filter(({ name, probed }) => !probed || (left.get(name) ?? 0) > 0);
    const chosen = usable.find(({ name }) => !passedOver.includes(name)) ?? usable[0];
    const room = chosen ? (left.get(chosen.name) ?? 0) : 0;
    if (!chosen || room === 0) return undefined;
    left.set(chosen.name, room - 1);
    return chosen.name;
  });
}
