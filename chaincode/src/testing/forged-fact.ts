import {
  attachmentKey,
  bytesKey,
  createFact,
  factDigest,
  factToBytes,
  furtherSealsOf,
  sealHash,
  sealValue,
  WRITE_ONCE_POLICY,
  type FactContent,
  type FactType,
} from '@kontti/model';
import type { MemoryLedger } from './memory-ledger';
import { sealKey, type StateWrite } from './memory-state';

/** What altered peers write as a fact. */
export interface ForgedContent<T extends FactType> extends Omit<FactContent<T>, 'ref' | 'at'> {
  readonly ref?: string;
  readonly at?: number;
  readonly attachments?: readonly Buffer[];
  /** The companies whose seals are written; those that the fact demands unless given. */
  readonly sealedBy?: readonly string[];
  /** Without the policy that no company satisfies the writers can delete it again. */
  readonly isProtected?: boolean;
}

/** The keys that an honest contract would write for this content, whether it is true or not. */
export function forgedFact<T extends FactType>(
  content: ForgedContent<T>,
): { readonly writes: StateWrite[]; readonly key: string; readonly digest: string } {
  const { key, ref = key.slice(key.lastIndexOf('/') + 1), at = 1, ...rest } = content;
  const { attachments = [], sealedBy, isProtected = true, ...head } = rest;
  const fact = createFact<T>({ ...head, key, ref, at } as unknown as FactContent<T>);
  const bytes = factToBytes(fact);
  const digest = factDigest(bytes);
  const sealing = sealedBy ?? fact.vouchers;
  const policy = isProtected ? Buffer.from(WRITE_ONCE_POLICY) : undefined;
  const publicWrites = [
    { key: bytesKey(sealHash(digest)), value: bytes },
    ...attachments.map((value, index) => ({ key: attachmentKey(sealHash(digest), index), value })),
  ];
  const seals = [...fact.vouchers.map((mspId) => ({ mspId, key })), ...furtherSealsOf(fact)]
    .filter(({ mspId }) => sealing.includes(mspId))
    .map((seal) => ({ ...sealKey(seal.mspId, seal.key), value: sealValue(digest) }));
  return { writes: [...publicWrites, ...seals].map((write) => ({ ...write, policy })), key, digest };
}

/** Writes under keys that nobody can write again, with the endorsements of some companies; returns the verdict. */
export function forgeWrites(ledger: MemoryLedger, coalition: readonly string[], ...writes: StateWrite[]) {
  const policy = Buffer.from(WRITE_ONCE_POLICY);
  return ledger.forge({ coalition, writes: writes.map((each) => ({ policy, ...each })) });
}
