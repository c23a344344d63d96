import type { Audience } from '../addressee/addressee.js';
import type { DueReminder } from './due-reminder.js';

/**
 * A message-to-be: its riders share recipient, customer and audience; a legal notice rides alone. The first rider is
 * the most urgent.
 */
export interface ReleasedMessage {
  readonly riders: readonly DueReminder[];
  readonly audience: Audience;
  readonly legal: boolean;
}
