import type { ImportOptions } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';

/** What a query may say of a file; a name that is given twice says nothing. */
export type ImportQuery = Readonly<
  Partial<Record<'system' | 'holdUntil' | 'holdReason' | keyof ImportOptions, unknown>>
>;

/** What a request says of its file; the encoding is that of the query, else the charset of the content type. */
export function importOptions(
  query: ImportQuery,
  contentType: string | undefined,
): { readonly system: string; readonly options: ImportOptions } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType ?? '')?.[1];
  return {
    system: text(query.system),
    options: {
      encoding: text(query.encoding) || (charset ?? ''),
      profile: text(query.profile),
      delimiter: text(query.delimiter),
      sheet: text(query.sheet),
      dryRun: text(query.dryRun) === 'true',
      hold:
        query.holdUntil === undefined ? undefined : { until: text(query.holdUntil), reason: text(query.holdReason) },
    },
  };
}
