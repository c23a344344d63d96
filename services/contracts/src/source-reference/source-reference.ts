import { sourceRefId, type Id } from '@perennial/kernel/ids';

export type SourceKind = 'owner' | 'customer' | 'contact' | 'contract';

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
}

export type Freshness = 'TAKEN' | 'UNCHANGED' | 'STALE';

/** One text per reference, for maps. */
export function sourceKey({ kind, system, sourceId }: SourceName): string {
  return `${kind}\u0000${system}\u0000${sourceId}`;
}

/** Whether a record of `version` may change what is stored: only a newer one does (invariant `in-order`). */
export function freshness(known: SourceReference | undefined, version: bigint): Freshness {
  if (known === undefined || version > known.version) return 'TAKEN';
  return version === known.version ? 'UNCHANGED' : 'STALE';
}

/** The id behind a reference: the stored one, or the one that its first reference gives on every machine. */
export function entityIdOf<T extends Id<string>>(known: SourceReference | undefined, name: SourceName): T {
  return (known?.entityId as T | undefined) ?? sourceRefId<T>(name);
}
