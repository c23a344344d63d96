import type { Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { ImportFact, ImportRecord } from './import-record.js';
import { validateContact } from './validate-contact.js';
import { validateContract } from './validate-contract.js';
import { validateCustomer } from './validate-customer.js';
import { validateOwner } from './validate-owner.js';

/** Checks what can be said of a record alone: every violation of every field. */
export function validateRecord(record: ImportRecord): Result<ImportFact, readonly FieldViolation[]> {
  switch (record.kind) {
    case 'owner':
      return validateOwner(record.record);
    case 'customer':
      return validateCustomer(record.record);
    case 'contact':
      return validateContact(record.record);
    case 'contract':
      return validateContract(record.record);
  }
}
