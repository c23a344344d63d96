import type { Preview } from '@perennial/proto/gen/perennial/delivery/v1/delivery';

const KINDS: Readonly<Record<string, string>> = {
  TERM: 'a term that is open',
  SEVERAL: 'several at once',
  LONGEST_NAMES: 'the longest names',
  RIGHT_TO_LEFT: 'names that are read from the right',
  MADE: 'made facts: no term is open',
};

/** One preview for a terminal. @param file where its HTML was written; undefined: it has none, or nowhere */
export function showPreview(preview: Preview, file: string | undefined): string {
  const { kind, termId, locale, version, subject, text, missing, encoding, segments, registered } = preview;
  const what = `${KINDS[kind] ?? kind}${kind === 'TERM' ? ` (${termId})` : ''}`;
  return [
    `== ${what}, ${locale}, version ${version}`,
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(segments > 0 ? [`${segments} part${segments === 1 ? '' : 's'} in ${encoding.replace('_', '-')}`] : []),
    ...registered.map(({ provider, code, reason }) => `${provider}: ${code === '' ? reason : `registered as ${code}`}`),
    ...(file === undefined ? [] : [`HTML: ${file}`]),
    '',
    ...(subject === '' ? [] : [subject, '']),
    text.trim(),
    '',
  ].join('\n');
}
