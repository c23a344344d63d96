import type { Template } from '../template.js';
import { ACCOUNT_REVIEW } from './account-review.js';
import { AFTER_EXPIRY } from './after-expiry.js';
import { AUTO_RENEWAL_NOTICE } from './auto-renewal-notice.js';
import { AUTO_RENEWAL_UNCONFIRMED } from './auto-renewal-unconfirmed.js';
import { CORRECTION } from './correction.js';
import { CHAT_TEXTS } from './chat-texts.js';
import { FIRST_NOTICE } from './first-notice.js';
import { FREE_RENEWAL } from './free-renewal.js';
import { HOLD_AT_LAST_STEP } from './hold-at-last-step.js';
import { LAST_WARNING } from './last-warning.js';
import { MONTHLY_NOTICE } from './monthly-notice.js';
import { PERPETUAL_NOTICE } from './perpetual-notice.js';
import { REMINDER } from './reminder.js';
import { TEXT_MESSAGES } from './text-messages.js';
import { TASK_TEXTS } from './task-texts.js';
import { TRIAL_ENDING } from './trial-ending.js';
import { UNANSWERED_ACCOUNT } from './unanswered-account.js';
import { UNANSWERED } from './unanswered.js';

/**
 * Templates shipped with the product. Each start stores the versions that are not there yet; where somebody saved a
 * version of that number, his stands.
 */
export const BUILT_IN_TEMPLATES: readonly Template[] = [
  ...FIRST_NOTICE,
  ...REMINDER,
  ...LAST_WARNING,
  ...UNANSWERED,
  ...ACCOUNT_REVIEW,
  ...UNANSWERED_ACCOUNT,
  ...MONTHLY_NOTICE,
  ...AUTO_RENEWAL_NOTICE,
  ...PERPETUAL_NOTICE,
  ...FREE_RENEWAL,
  ...TRIAL_ENDING,
  ...CORRECTION,
  ...AFTER_EXPIRY,
  ...AUTO_RENEWAL_UNCONFIRMED,
  ...HOLD_AT_LAST_STEP,
  ...TEXT_MESSAGES,
  ...CHAT_TEXTS,
  ...TASK_TEXTS,
];
