import { ADDRESS_KINDS, type AddressKind } from './person.js';
import type { Sealed } from './field-cipher.js';

const FIELDS = ['name', ...ADDRESS_KINDS] as const;
export type PersonField = (typeof FIELDS)[number];

/** Name and addresses as `contact` and `owner` store them: encrypted, each address beside the HMAC that finds it. */
export interface StoredPerson {
  readonly sealed: Sealed<PersonField>;
  readonly hmacs: Readonly<Record<AddressKind, Buffer | null>>;
}

const SEALED = FIELDS.map((field) => `${field}_sealed`);
const HMACS = ADDRESS_KINDS.map((kind) => `${kind}_hmac`);
const COLUMNS = ['key_id', 'wrapped_key', ...SEALED, ...HMACS];

/** Kinds of address that a row of alias `p` has, as a list. */
export const ADDRESS_KINDS_OF = `array_remove(array[${ADDRESS_KINDS.map(
  (kind) => `case when p.${kind}_hmac is not null then '${kind}' end`,
).join(', ')}], null)`;

export type PersonRow = Readonly<Record<string, unknown>>;

/** The columns that `contact` and `owner` share, for the statements of their stores. */
export const PERSON_COLUMNS = {
  /** Their names, in the order of `values`. */
  names: COLUMNS.join(', '),
  /** `select` list of one table's alias `p`, read by `read`. */
  select: COLUMNS.map((column) => `p.${column}`).join(', '),
  /** Assignments of `on conflict do update`. */
  update: COLUMNS.map((column) => `${column} = excluded.${column}`).join(', '),
  /** Parameters of `unnest` from number `first` on, in the order of `values`. */
  parameters: (first: number): string =>
    COLUMNS.map((column, index) => `$${first + index}::${column === 'key_id' ? 'text' : 'bytea'}[]`).join(', '),
  values: (people: readonly StoredPerson[]): unknown[] => [
    people.map(({ sealed }) => sealed.keyId),
    people.map(({ sealed }) => sealed.wrappedKey),
    ...FIELDS.map((field) => people.map(({ sealed }) => sealed.fields[field])),
    ...ADDRESS_KINDS.map((kind) => people.map(({ hmacs }) => hmacs[kind])),
  ],
  read: toStoredPerson,
};

function toStoredPerson(row: PersonRow): StoredPerson {
  const buffer = (column: string): Buffer | null => row[column] as Buffer | null;
  const fields = Object.fromEntries(FIELDS.map((field) => [field, buffer(`${field}_sealed`)]));
  const hmacs = Object.fromEntries(ADDRESS_KINDS.map((kind) => [kind, buffer(`${kind}_hmac`)]));
  return {
    sealed: {
      keyId: row['key_id'] as string,
      wrappedKey: row['wrapped_key'] as Buffer,
      fields: fields as StoredPerson['sealed']['fields'],
    },
    hmacs: hmacs as StoredPerson['hmacs'],
  };
}
