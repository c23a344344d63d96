import { violation } from '@perennial/kernel/violation';

/** Why a contact or a contract of nobody is refused. */
export const UNKNOWN_CUSTOMER = [
  violation('customer', 'unknown_customer', 'no customer of this source id has been taken'),
];
