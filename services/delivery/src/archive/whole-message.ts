/** A message that may move, with all rows that go with it. */
export interface WholeMessage {
  readonly rows: number;
}

/**
 * The first messages of the list that stay below `limit` rows with all that belongs to them, at least one: a message
 * moves whole, so that it is never half here and half there.
 */
export function takeWhole<M extends WholeMessage>(messages: readonly M[], limit: number): M[] {
  let sum = 0;
  return messages.filter(({ rows }, n) => (sum += rows) <= limit || n === 0);
}
