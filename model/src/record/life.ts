import { isVouched, readGoverningRule } from '../company/life';
import type { Fact, Sealed } from '../fact/define-fact';
import { leadsTo } from '../fact/leads-to';
import { ofType, toFound, type FactReader, type Found } from '../fact/reader';
import {
  stageOf,
  type AcknowledgementEntry,
  type AcknowledgementStage,
  type RecordsAcknowledged,
} from './acknowledgement';
import { contentOf, type Anchor, type RecordsAnchored } from './anchor';
import { acknowledgedKey, recordAcknowledged, recordAnchored, recordIdForm } from './facts';

/** A sealed fact that anchored records. */
export type SealedAnchoring = Sealed<Fact<'record.anchored', RecordsAnchored>>;

/** A record that holds. */
export interface HeldRecord {
  readonly recordId: string;
  /** Who anchored it. */
  readonly company: string;
  readonly anchor: Anchor;
  readonly sealed: SealedAnchoring;
}

/** What the counterparty said, and the fact that says it. */
export interface HeldAcknowledgement {
  readonly entry: AcknowledgementEntry;
  readonly sealed: Sealed<Fact<'record.acknowledged', RecordsAcknowledged>>;
}

/** A record, and what its counterparty said about it. */
export interface RecordLife extends HeldRecord {
  readonly receipt: HeldAcknowledgement | undefined;
  readonly answer: HeldAcknowledgement | undefined;
}

/** Why an acknowledgement does not count. */
export type AcknowledgementRefusal = 'UNKNOWN_RECORD' | 'NOT_A_PARTY' | 'CONTENT_DIFFERS';

/** What a company anchored under a reference, or why it does not hold. */
export async function readAnchoring(
  reader: FactReader,
  anchoring: { readonly company: string; readonly ref: string },
): Promise<Found<SealedAnchoring>> {
  const key = recordAnchored.key.build(anchoring);
  const found = toFound(await reader.read({ mspId: anchoring.company, key }), recordAnchored, key);
  if (found === undefined || 'rejected' in found) return found;
  return (await anchoringHolds(reader, found.found)) ? found : { rejected: { key, reason: 'void' } };
}

/** Whether the company's rule for records is kept. */
export async function anchoringHolds(reader: FactReader, { fact }: SealedAnchoring): Promise<boolean> {
  const owner = recordAnchored.key.parse(fact.key)?.company ?? '';
  const scope = { owner, assetType: 'record' } as const;
  const governing = await readGoverningRule(reader, { rule: fact.rule, scope });
  return governing !== undefined && isVouched(governing.rule, { self: owner }, fact);
}

/** The record of that id, or why the fact that its id names does not hold. */
export async function readRecord(reader: FactReader, recordId: string): Promise<Found<HeldRecord>> {
  const parts = recordIdForm.parse(recordId);
  if (parts === undefined) return undefined;
  const found = await readAnchoring(reader, parts);
  if (found === undefined || 'rejected' in found) return found;
  const anchor = found.found.fact.body.anchors[parts.number];
  return anchor && { found: { recordId, company: parts.company, anchor, sealed: found.found } };
}

/** A record with what its counterparty said: each stage is read in the counterparty's own seals. */
export async function readAcknowledged(reader: FactReader, record: HeldRecord): Promise<RecordLife> {
  const [receipt, answer] = await Promise.all([
    readStage(reader, record, 'receipt'),
    readStage(reader, record, 'answer'),
  ]);
  return { ...record, receipt, answer };
}

async function readStage(
  reader: FactReader,
  { recordId, anchor, sealed: { digest } }: HeldRecord,
  stage: AcknowledgementStage,
): Promise<HeldAcknowledgement | undefined> {
  const { counterparty: company } = anchor;
  if (company === undefined) return undefined;
  const key = acknowledgedKey.build({ record: recordId, company, stage });
  const sealed = ofType(await reader.read({ mspId: company, key }), recordAcknowledged);
  const entry = sealed?.fact.body.acknowledgements.find(
    ({ recordId: id, as }) => id === recordId && stageOf(as) === stage,
  );
  if (sealed === undefined || entry?.anchored !== digest || entry.content !== contentOf(anchor)) {
    return undefined;
  }
  return { entry, sealed };
}

/** Why a company cannot acknowledge a record; `undefined` when it can. */
export function refuseAcknowledgement(
  record: HeldRecord | undefined,
  acknowledged: { readonly company: string; readonly content: string },
): AcknowledgementRefusal | undefined {
  if (record === undefined) return 'UNKNOWN_RECORD';
  if (record.anchor.counterparty !== acknowledged.company) return 'NOT_A_PARTY';
  return contentOf(record.anchor) === acknowledged.content ? undefined : 'CONTENT_DIFFERS';
}

/** Whether one entry of an acknowledgement counts: it is about that record by its counterparty, and the first one of its stage. */
export async function acknowledgementHolds(
  reader: FactReader,
  acknowledged: {
    readonly company: string;
    readonly entry: AcknowledgementEntry;
    readonly digest: string;
  },
): Promise<boolean> {
  const { company, entry, digest } = acknowledged;
  const found = await readRecord(reader, entry.recordId);
  const record = found !== undefined && 'found' in found ? found.found : undefined;
  if (refuseAcknowledgement(record, { company, content: entry.content }) !== undefined) return false;
  if (record?.sealed.digest !== entry.anchored) return false;
  const key = acknowledgedKey.build({ record: entry.recordId, company, stage: stageOf(entry.as) });
  return await leadsTo(reader, { mspId: company, key }, digest);
}
