import { ContractLife } from '../../test/contract-life.js';
import { mergeLink, splitLink } from './lineage.js';

const life = (start: string, today = '2024-07-01'): ContractLife => {
  const one = new ContractLife(today);
  one.record({ start });
  return one;
};

test('a part came out of the term that ran when it began, whatever was renewed since', () => {
  const whole = life('2023-08-01').pay(1, 'payment:p:1').walk('2024-09-01');
  const part = life('2024-03-01');
  expect(splitLink(part.terms, whole.terms)).toMatchObject({ fromTermId: whole.term(1).id, kind: 'SPLIT' });
  expect(splitLink(life('2022-09-01').terms, whole.terms)?.fromTermId).toBe(whole.term(1).id);
});

test('what was merged went into the term that ran when it ended', () => {
  const target = life('2023-08-01').pay(1, 'payment:p:1').walk('2024-09-01');
  const ended = life('2023-09-15', '2024-08-10');
  ended.record({ status: 'ENDED', endedOn: '2024-08-20' });
  expect(mergeLink(ended.terms, target.terms)).toEqual({
    termId: target.term(2).id,
    fromTermId: ended.term(1).id,
    kind: 'MERGE',
  });
});
