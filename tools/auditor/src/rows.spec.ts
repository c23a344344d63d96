import { outerJoin, pages, PAGE } from './rows.js';

async function* list(...ids: string[]): AsyncGenerator<{ id: string }> {
  for (const id of ids) yield { id };
}

async function joined(left: string[], right: string[]): Promise<string[]> {
  const pairs: string[] = [];
  for await (const [a, b] of outerJoin(list(...left), list(...right))) pairs.push(`${a?.id ?? '-'}|${b?.id ?? '-'}`);
  return pairs;
}

test('an outer join keeps what either side has alone', async () => {
  expect(await joined(['a', 'b', 'd'], ['b', 'c', 'd', 'e'])).toEqual(['a|-', 'b|b', '-|c', 'd|d', '-|e']);
  expect(await joined([], ['a'])).toEqual(['-|a']);
  expect(await joined(['a', 'b'], [])).toEqual(['a|-', 'b|-']);
  expect(await joined([], [])).toEqual([]);
});

test.each([0, 1, PAGE, PAGE + 1, 2 * PAGE])('%d rows come once each', async (total) => {
  let seen = 0;
  const fetch = (after: number | undefined): Promise<number[]> =>
    Promise.resolve(
      [...Array(Math.min(PAGE, total - (after === undefined ? 0 : after + 1))).keys()].map(
        (n) => n + (after === undefined ? 0 : after + 1),
      ),
    );
  for await (const page of pages(fetch)) {
    expect(page[0]).toBe(seen);
    seen += page.length;
  }
  expect(seen).toBe(total);
});
