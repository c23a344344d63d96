import type { Figure } from './figure.js';

const OURS = 'http: due → accepted and recorded, everything idle';
/** Baselines that do the same job, or a part of it, once a reminder. */
const AGAINST = ['baseline: hand-written pipeline, due → ended', 'baseline: graphile-worker, one HTTP call a job', 'baseline: pg-boss, one HTTP call a job', 'baseline: raw node-pg, claim and insert', 'baseline: raw kafkajs, produced', 'baseline: raw kafkajs, consumed'];

/** Ours over each baseline of the same run. */
export function ratios(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ name }) => name === OURS).flatMap((ours) => AGAINST.flatMap((start) => {
    const baseline = figures.find(({ name }) => name.startsWith(start));
    return baseline ? [{ name: `ratio: ${ours.name} ÷ ${baseline.name.replace('baseline: ', '')}`, value: ours.value / baseline.value, unit: '×', ...(ours.on ? { on: ours.on } : {}) }] : [];
  }));
}
