import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { deviceRevokedKey } from '../company/facts';
import { defineFact } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { ReadingsSubmitted, ReadingsSubmittedV1 } from './batch-entry';

/** Key of a batch in its owner's seals: the number of its first reading. Batches of a device follow one another without a gap. */
export const batchKey = keyForm('batch/{device}/{sequence}');

/** Batches that devices of one company signed; their bytes are the fact's attachments, in the same order. */
export const readingSubmitted = defineFact({
  type: 'reading.submitted',
  version: 2,
  older: [
    {
      body: ReadingsSubmittedV1,
      up: (body) => ({
        batches: (body as ReadingsSubmittedV1).batches.map((entry) =>
          Object.assign({}, entry, { format: 1 }),
        ),
      }),
    },
  ],
  key: keyForm('readings/{company}/{digest}'),
  body: ReadingsSubmitted,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    const index = body.batches.findIndex(({ device }) => ownerOf(device) !== parts.company);
    if (index >= 0) {
      const field = `body.batches[${index}].device`;
      throw new ModelError({ code: 'FACT_KEY', field, rule: `owned by ${parts.company}` });
    }
    if (parts.digest !== submissionDigest(body.batches.map(({ sha256 }) => sha256))) {
      throw new ModelError({ code: 'FACT_KEY', field: 'key', rule: 'digest of the batches' });
    }
  },
  addresses: ({ body }) =>
    body.batches.map(({ device, firstSequence }) => batchKey.build({ device, sequence: firstSequence })),
  guards: ({ body }) =>
    [...new Set(body.batches.map(({ device }) => device))].map((device) => ({
      mspId: ownerOf(device),
      key: deviceRevokedKey.build({ device }),
    })),
  attachments: (body) => body.batches.map(({ sha256 }) => sha256),
  events: ({ body }) => body.batches.map((batch, index) => ({ index, body: batch })),
  assets: ({ body }) => [
    ...new Set(body.batches.flatMap(({ device, shipment }) => [`device/${device}`, `shipment/${shipment}`])),
  ],
});

/** Facts of readings. */
export const READING_FACTS = [readingSubmitted] as const;

/** What a submission is named by, so that a repeated one is recognised: SHA-256 over the digests of its batches' bytes. */
export function submissionDigest(batches: readonly string[]): string {
  return createHash('sha256').update(batches.join('\n')).digest('hex');
}
