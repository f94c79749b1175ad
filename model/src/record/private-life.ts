import { isVouched, readGoverningRule } from '../company/life';
import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { sealedAt, type FactReader } from '../fact/reader';
import { publishedKey, recordErased, recordPublished } from './facts';
import type { Commitment, CommitmentsPublished, RecordErased } from './private-record';

type SealedPublication = Sealed<Fact<'record.published', CommitmentsPublished>>;

/** A commitment that holds, and the erasure of what it is of. */
export interface CommitmentLife {
  readonly commitment: Commitment;
  readonly sealed: SealedPublication;
  readonly erased: Sealed<Fact<'record.erased', RecordErased>> | undefined;
}

/** The published commitment of a private record. */
export async function readCommitment(
  reader: FactReader,
  recordId: string,
): Promise<CommitmentLife | undefined> {
  const mspId = ownerOf(recordId);
  const [sealed, erased] = await Promise.all([
    sealedAt(reader, recordPublished, { mspId, key: publishedKey.build({ kept: recordId }) }),
    sealedAt(reader, recordErased, { mspId, key: recordErased.key.build({ kept: recordId }) }),
  ]);
  const commitment = sealed?.fact.body.commitments.find((each) => each.recordId === recordId);
  if (sealed === undefined || commitment === undefined) return undefined;
  return (await publicationHolds(reader, sealed)) ? { commitment, sealed, erased } : undefined;
}

/** Whether the company's rule for records is kept. */
export async function publicationHolds(reader: FactReader, { fact }: SealedPublication): Promise<boolean> {
  const owner = recordPublished.key.parse(fact.key)?.company ?? '';
  const governing = await readGoverningRule(reader, {
    rule: fact.rule,
    scope: { owner, assetType: 'record' },
  });
  return governing !== undefined && isVouched(governing.rule, { self: owner }, fact);
}

/** Whether a commitment is the first that the company published of the record. */
export async function commitmentHolds(
  reader: FactReader,
  published: { readonly commitment: Commitment; readonly digest: string },
): Promise<boolean> {
  const { recordId } = published.commitment;
  const address = { mspId: ownerOf(recordId), key: publishedKey.build({ kept: recordId }) };
  return await leadsTo(reader, address, published.digest);
}
