import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import { nextStop, noon, opening } from './deal.js';
import type { Stage } from './stage.js';
import { importWave, type Wave, type WaveOrder } from './wave.js';

/**
 * Customers who all fall due at one instant, from the minute before to noon. @param behind minutes behind the opening
 * at which something is done, in their order; at 0 right before it.
 */
export async function playWave(
  stage: Stage,
  order: WaveOrder,
  before: () => Promise<void> = () => Promise.resolve(),
  ...later: readonly (readonly [minutes: number, act: (wave: Wave) => Promise<void>])[]
): Promise<Wave> {
  const day = nextStop(stage.load.day);
  const wave = await importWave(stage, order);
  await before();
  const at = (minutes: number): Instant => addMs(opening(day), minutes * MINUTE);
  for (const [minutes, act] of later) {
    await stage.walkTo(at(minutes));
    await act(wave);
  }
  await stage.walkTo(noon(day));
  stage.load.skipTo(day);
  return wave;
}
