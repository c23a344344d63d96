import fc from 'fast-check';
import { derivedId, isUuid, newId, sourceRefId, toId, type TermId } from './ids.js';

describe('ids', () => {
  it('derives the same id on every machine', () => {
    expect(derivedId('customer', 'erp', '42')).toBe('389919ea-2e53-52bf-b544-f796080afe95');
    expect(sourceRefId({ kind: 'customer', system: 'erp', sourceId: '42' })).toBe(derivedId('customer', 'erp', '42'));
  });

  it('keeps part borders apart', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', ':', '1', '|', 'é', '') }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(derivedId('x', ...a) === derivedId('x', ...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 500 },
    );
  });

  it('makes UUIDv5 and UUIDv7', () => {
    expect(derivedId('x')[14]).toBe('5');
    const fresh = Array.from({ length: 100 }, () => newId());
    expect(new Set(fresh).size).toBe(100);
    expect(fresh.every((id) => id[14] === '7' && isUuid(id))).toBe(true);
    expect([...fresh].sort()).toEqual(fresh);
  });

  it('brands UUIDs only', () => {
    const id = newId<TermId>();
    expect(toId<TermId>(id.toUpperCase())).toBe(id);
    for (const text of ['', '42', `${id} `, id.slice(1)])
      expect(() => toId(text)).toThrow(expect.objectContaining({ code: 'BAD_ID' }));
  });
});
