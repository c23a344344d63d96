const PAGE_BITS = 16;
const PAGE_WORDS = 2 ** (PAGE_BITS - 5);

/** Whole numbers from 0, a bit each: ids of outboxes are dense, and there may be tens of millions. */
export class IdSet {
  readonly #pages = new Map<number, Uint32Array>();

  /** @returns whether it was not in yet. */
  add(id: number): boolean {
    const number = Math.floor(id / 2 ** PAGE_BITS);
    let page = this.#pages.get(number);
    if (!page) this.#pages.set(number, (page = new Uint32Array(PAGE_WORDS)));
    const [word, bit] = placeOf(id);
    const before = page[word] as number;
    page[word] = before | bit;
    return (before & bit) === 0;
  }

  has(id: number): boolean {
    const [word, bit] = placeOf(id);
    return ((this.#pages.get(Math.floor(id / 2 ** PAGE_BITS))?.[word] ?? 0) & bit) >>> 0 !== 0;
  }

  /** Ids that are in here and not in `other`, ascending. */
  *without(other: IdSet): Generator<number> {
    for (const number of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const [own, others] = [this.#pages.get(number) as Uint32Array, other.#pages.get(number)];
      for (const [word, bits] of own.entries()) {
        const rest = bits & ~(others?.[word] ?? 0);
        for (let bit = 0; rest !== 0 && bit < 32; bit += 1)
          if ((rest & (1 << bit)) !== 0) yield number * 2 ** PAGE_BITS + word * 32 + bit;
      }
    }
  }
}

function placeOf(id: number): [word: number, bit: number] {
  const within = id % 2 ** PAGE_BITS;
  return [within >>> 5, 1 << (within & 31)];
}
