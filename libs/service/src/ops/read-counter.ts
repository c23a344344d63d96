import { Registry, type Counter } from 'prom-client';
import type { RunningService } from '../boot/running-service.js';

/**
 * What a counter of a service in this process stands at, over all labels that are not given; 0 where there is none.
 * Asks this one counter alone: collecting all of them asks the database.
 */
export async function readCounter(
  { app }: Pick<RunningService, 'app'>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const counter = app.get(Registry).getSingleMetric(name) as Counter | undefined;
  const values = (await counter?.get())?.values ?? [];
  return values
    .filter((value) => Object.entries(labels).every(([label, text]) => value.labels[label] === text))
    .reduce((sum, { value }) => sum + value, 0);
}
