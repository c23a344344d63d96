import type { Template } from '../template.js';
import { FIRST_NOTICE } from './first-notice.js';
import { LAST_WARNING } from './last-warning.js';
import { REMINDER } from './reminder.js';

/** Templates shipped with the product; stored as version 1 at the first start. */
export const BUILT_IN_TEMPLATES: readonly Template[] = [...FIRST_NOTICE, ...REMINDER, ...LAST_WARNING];
