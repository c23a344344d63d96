import { parseLocalDate } from '@perennial/kernel/local-date';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ImportedFile } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportKind } from '../import-record.js';
import { DELIMITER_NAMES, declaredDelimiter } from './delimiter.js';
import { declaredEncoding, ENCODING_NAMES, type Encoding } from './encoding.js';
import { FILE_KINDS, invalidFile } from './header.js';
import { profileOf, PROFILES, type Profile } from './profile.js';

/** What a sender says of a file, checked. */
export interface FileOptions {
  readonly kind: ImportKind;
  readonly system: string;
  readonly encoding: Encoding | undefined;
  readonly profile: Profile | undefined;
  readonly delimiter: string | undefined;
  readonly sheet: string;
  readonly hold: { readonly until: string; readonly reason: string } | undefined;
}

/**
 * @param today the date where it is latest on earth; a hold lasts longer
 * @throws DomainError INVALID_CSV naming everything that cannot be understood
 */
export function readFileOptions({ kind: name, system, options }: ImportedFile, today: string): FileOptions {
  const broken: FieldViolation[] = [];
  const known = <T>(field: string, text: string, value: T | undefined, values: string): T | undefined => {
    if (text !== '' && value === undefined)
      broken.push(violation(field, 'unknown_value', `${field} is one of ${values}`));
    return value;
  };
  const kind = FILE_KINDS.get(name);
  if (!kind) broken.push(violation('kind', 'unknown_value', `kind is one of ${[...FILE_KINDS.keys()].join(', ')}`));
  if (!/^[\w.-]{1,64}$/.test(system))
    broken.push(violation('system', 'not_a_name', 'system has 1 to 64 letters, digits, dots, dashes or underscores'));
  const { encoding = '', profile = '', delimiter = '', sheet = '', hold } = options ?? {};
  const read = {
    system,
    encoding: known('encoding', encoding, declaredEncoding(encoding), ENCODING_NAMES),
    profile: known('profile', profile, profileOf(profile), PROFILES.map((each) => each.name).join(', ')),
    delimiter: known('delimiter', delimiter, declaredDelimiter(delimiter), DELIMITER_NAMES),
    sheet,
    hold: hold && { until: hold.until, reason: hold.reason || 'imported on hold' },
  };
  if (hold && !(parseLocalDate(hold.until).ok && hold.until > today))
    broken.push(violation('hold.until', 'out_of_range', `hold.until is a date after ${today}, as 2024-12-31`));
  if (!kind || broken.length > 0) throw invalidFile(broken);
  return { kind, ...read };
}
