import type { ReviewSubject } from '@perennial/kernel/review';

/** Under which review a person stands who cannot be decrypted; the next record of the source takes it off. */
export function unreadable(subjectKind: 'contact' | 'owner', subjectId: string): ReviewSubject {
  return { kind: 'unreadable', subjectKind, subjectId };
}
