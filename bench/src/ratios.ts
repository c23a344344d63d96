import type { Figure } from './figure.js';

const OURS = 'http: due → accepted and recorded, everything idle';
const OUR_CPU = 'http: CPU, all';
const ITS_CPU = 'baseline: hand-written pipeline, CPU, all';
/** Baselines that do the same job, or a part of it, once a reminder. */
const AGAINST = [
  'baseline: hand-written pipeline, due → ended',
  'baseline: graphile-worker, one HTTP call a job',
  'baseline: pg-boss, one HTTP call a job',
  'baseline: raw node-pg, claim and insert',
  'baseline: raw kafkajs, produced',
  'baseline: raw kafkajs, consumed',
];

/**
 * Ours over each baseline of the same run: rates, and the CPU of a reminder, which says the same on a busy machine too.
 */
export function ratios(figures: readonly Figure[]): Figure[] {
  const named = (start: string): Figure[] => figures.filter(({ name }) => name.startsWith(start)).slice(0, 1);
  const rates = figures
    .filter(({ name }) => name === OURS)
    .flatMap((ours) => AGAINST.flatMap(named).map((baseline) => over(ours, baseline)));
  const cpu = figures
    .filter(({ name }) => name === OUR_CPU)
    .flatMap((ours) => named(ITS_CPU).map((baseline) => over(ours, baseline)));
  return [...rates, ...cpu];
}

function over(ours: Figure, baseline: Figure): Figure {
  return {
    name: `ratio: ${ours.name} ÷ ${baseline.name.replace('baseline: ', '')}`,
    value: ours.value / baseline.value,
    unit: '×',
    ...(ours.on ? { on: ours.on } : {}),
  };
}
