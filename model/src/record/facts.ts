import { ModelError } from '../errors';
import { defineFact, type FactEvent } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { RecordsAcknowledged, stageOf } from './acknowledgement';
import { RecordsAnchored, type Anchor } from './anchor';
import { FactsCorrected, type Correction } from './correction';
import { CommitmentsPublished, RecordErased } from './private-record';
import type { AnchoredRecord } from './records';

/** The form of a record's id: who anchored it, under which reference, as which entry. */
export const recordIdForm = keyForm('{company}/{ref}/{number}');

/** Key of what the counterparty says about a record, in its own seals, once a stage. */
export const acknowledgedKey = keyForm('acknowledged/{record}/{company}/{stage}');

/** Key of a company's correction of a fact, in its own seals. */
export const correctedFactKey = keyForm('corrected/{digest}/{company}');

/** Key of a company's correction of one entry of a fact, in its own seals. */
export const correctedEntryKey = keyForm('corrected/{digest}/{number}/{company}');

/** Documents, orders and roots of tables that a company keeps elsewhere. */
export const recordAnchored = defineFact({
  type: 'record.anchored',
  version: 1,
  key: keyForm('anchors/{company}/{ref}'),
  body: RecordsAnchored,
  firstVoucher: ({ company }) => company,
  governedBy: 'record',
  check: ({ parts, body }) => {
    const index = body.anchors.findIndex(({ counterparty }) => counterparty === parts.company);
    if (index < 0) return;
    const field = `body.anchors[${index}].counterparty`;
    throw new ModelError({ code: 'FIELD_CONFLICT', field, rule: 'another company' });
  },
  events: ({ parts: { company, ref }, body }) =>
    body.anchors.map((anchor, index): FactEvent<Anchor & Pick<AnchoredRecord, 'recordId'>> => {
      const recordId = recordIdForm.build({ company, ref, number: index });
      return { index, body: Object.assign({ recordId }, anchor) };
    }),
  assets: ({ parts: { company, ref }, body }) =>
    body.anchors.map((_, number) => `record/${recordIdForm.build({ company, ref, number })}`),
});

/** What a counterparty says about records. */
export const recordAcknowledged = defineFact({
  type: 'record.acknowledged',
  version: 1,
  key: keyForm('acknowledgements/{company}/{ref}'),
  body: RecordsAcknowledged,
  firstVoucher: ({ company }) => company,
  addresses: ({ parts: { company }, body }) =>
    body.acknowledgements.map(({ recordId, as }) =>
      acknowledgedKey.build({ record: recordId, company, stage: stageOf(as) }),
    ),
  events: ({ body }) => body.acknowledgements.map((entry, index) => ({ index, body: entry })),
  assets: ({ body }) => body.acknowledgements.map(({ recordId }) => `record/${recordId}`),
});

/** What a company vouched for and says is wrong. */
export const recordCorrected = defineFact({
  type: 'record.corrected',
  version: 1,
  key: keyForm('corrections/{company}/{ref}'),
  body: FactsCorrected,
  firstVoucher: ({ company }) => company,
  addresses: ({ parts: { company }, body }) =>
    body.corrections.map((correction) => correctionKey(company, correction)),
  events: ({ body }) => body.corrections.map((correction, index) => ({ index, body: correction })),
  assets: ({ parts: { company, ref } }) => [`correction/${company}/${ref}`],
});

/** Where a company's correction of a fact, or of one of its entries, is sealed: the first one counts. */
export function correctionKey(company: string, corrected: Pick<Correction, 'digest' | 'index'>): string {
  const { digest, index } = corrected;
  return index === undefined
    ? correctedFactKey.build({ digest, company })
    : correctedEntryKey.build({ digest, number: index, company });
}

/** Key of a private record's commitment, in the seals of the company that keeps it, once. */
export const publishedKey = keyForm('published/{kept}');

/** Commitments to what a company keeps in private. */
export const recordPublished = defineFact({
  type: 'record.published',
  version: 1,
  key: keyForm('commitments/{company}/{ref}'),
  body: CommitmentsPublished,
  firstVoucher: ({ company }) => company,
  governedBy: 'record',
  check: ({ parts, body }) => {
    const index = body.commitments.findIndex(({ recordId }) => ownerOf(recordId) !== parts.company);
    if (index < 0) return;
    const field = `body.commitments[${index}].recordId`;
    throw new ModelError({ code: 'FACT_KEY', field, rule: `owned by ${parts.company}` });
  },
  addresses: ({ body }) => body.commitments.map(({ recordId: kept }) => publishedKey.build({ kept })),
  events: ({ body }) => body.commitments.map((commitment, index) => ({ index, body: commitment })),
  assets: ({ body }) => body.commitments.map(({ recordId }) => `record/${recordId}`),
});

/** That a company erased what it kept in private. */
export const recordErased = defineFact({
  type: 'record.erased',
  version: 1,
  key: keyForm('erased/{kept}'),
  body: RecordErased,
  firstVoucher: ({ kept }) => ownerOf(kept),
  assets: ({ parts }) => [`record/${parts.kept}`],
});

/** Facts of records. */
export const RECORD_FACTS = [
  recordAnchored,
  recordAcknowledged,
  recordCorrected,
  recordPublished,
  recordErased,
] as const;
