import type { DueReminder } from './due-reminder.js';

/**
 * A message-to-be: its riders share recipient and customer; a legal notice rides alone. The first rider is the most
 * urgent.
 */
export interface ReleasedMessage {
  readonly riders: readonly DueReminder[];
  readonly legal: boolean;
}
