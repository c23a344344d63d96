/**
 * How many records of each waiting partition go into the next round: an equal share of each, what is left over to the
 * first that have more. Waves of one partition alone would make a transaction for every partition.
 * @param waiting records that wait, by partition. @param max of all together, at least 1.
 */
export function takeRound(waiting: readonly number[], max: number): number[] {
  const share = Math.max(1, Math.floor(max / waiting.length));
  let left = max;
  const take = (wanted: number): number => {
    const taken = Math.min(wanted, left);
    left -= taken;
    return taken;
  };
  const shares = waiting.map((count) => take(Math.min(count, share)));
  return shares.map((taken, i) => taken + take((waiting[i] as number) - taken));
}
