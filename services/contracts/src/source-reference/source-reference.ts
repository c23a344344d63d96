import { sourceRefId, type Id } from '@perennial/kernel/ids';

export type SourceKind = 'owner' | 'customer' | 'contact' | 'contract' | 'hold';

/** How an outside system names a record (protocol.md, Identity). */
export interface SourceName {
  readonly kind: SourceKind;
  readonly system: string;
  readonly sourceId: string;
}

/** A known reference: `version` orders the records of its source id. */
export interface SourceReference extends SourceName {
  readonly version: bigint;
  readonly entityId: string;
  /** Whether the version was counted here, since the source states none. */
  readonly counted: boolean;
  /** Digest of what the source said under this version; null where a build before 0.3.0 took it. */
  readonly content: string | null;
}

/** What a record says of its own age: a version, or nothing, and then its content tells whether it is news. */
export interface SourceWord {
  readonly version: bigint;
  /** The version is not the source's: it states none. */
  readonly unversioned?: boolean;
  readonly content?: string;
}

export type Freshness = 'TAKEN' | 'UNCHANGED' | 'STALE';

/** One text per reference, for maps. */
export function sourceKey({ kind, system, sourceId }: SourceName): string {
  return `${kind}\u0000${system}\u0000${sourceId}`;
}

/**
 * Whether a record may change what is stored: only a newer one does (invariant `in-order`). One without a version is
 * newer where it says something else than the last one did; beside versions that the source stated it is UNORDERED.
 */
export function freshness(known: SourceReference | undefined, word: SourceWord): Freshness | 'UNORDERED' {
  if (known === undefined) return 'TAKEN';
  if (word.unversioned) {
    if (known.content !== null && known.content === word.content) return 'UNCHANGED';
    return isCounted(known) ? 'TAKEN' : 'UNORDERED';
  }
  if (known.counted || word.version > known.version) return 'TAKEN';
  return word.version === known.version ? 'UNCHANGED' : 'STALE';
}

/** The version under which a newer record is stored: its own, or the next one where it states none. */
export function nextVersion(known: SourceReference | undefined, { version, unversioned }: SourceWord): bigint {
  return unversioned && known ? known.version + 1n : version;
}

/** Builds before 0.3.0 gave version 1 to what had none. */
function isCounted({ counted, version, content }: SourceReference): boolean {
  return counted || (version === 1n && content === null);
}

/** The id behind a reference: the stored one, or the one that its first reference gives on every machine. */
export function entityIdOf<T extends Id<string>>(known: SourceReference | undefined, name: SourceName): T {
  return (known?.entityId as T | undefined) ?? sourceRefId<T>(name);
}
