import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { defineFact } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { ReadingsSubmitted, ReadingsSubmittedV1, ReadingsSubmittedV2 } from './batch-entry';
import { DEVICE_FACTS, batchPlace, revocationPlace } from './device-facts';
import { ReadingsGranted, SiteRegistered } from './site';
import { subjectOf } from './subject';

/** Batches that devices of one company signed; their bytes are the fact's attachments, in the same order. */
export const readingSubmitted = defineFact({
  type: 'reading.submitted',
  version: 3,
  older: [
    {
      body: ReadingsSubmittedV1,
      up: (body) => ({
        batches: (body as ReadingsSubmittedV1).batches.map((entry) =>
          Object.assign({}, entry, { format: 1 }),
        ),
      }),
    },
    { body: ReadingsSubmittedV2, up: (body) => body },
  ],
  key: keyForm('readings/{company}/{digest}'),
  body: ReadingsSubmitted,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    if (parts.digest !== submissionDigest(body.batches.map(({ sha256 }) => sha256))) {
      throw new ModelError({ code: 'FACT_KEY', field: 'key', rule: 'digest of the batches' });
    }
  },
  addresses: ({ body }) =>
    body.batches.map(({ device, firstSequence: sequence, change = 0 }) =>
      batchPlace({ device, sequence, change }),
    ),
  guards: ({ parts: { company: mspId }, body }) => {
    const keys = body.batches.map(({ device, tenure = 0 }) =>
      revocationPlace({ device, tenure, owner: mspId }),
    );
    return [...new Set(keys)].map((key) => ({ mspId, key }));
  },
  attachments: (body) => body.batches.map(({ sha256 }) => sha256),
  events: ({ body }) => body.batches.map((batch, index) => ({ index, body: batch })),
  assets: ({ body }) => [
    ...new Set(
      body.batches.flatMap((entry) => {
        const { kind, id } = subjectOf(entry);
        return [`device/${entry.device}`, `${kind}/${id}`];
      }),
    ),
  ],
});

/** A place that readings are about. */
export const siteRegistered = defineFact({
  type: 'site.registered',
  version: 1,
  key: keyForm('site/{site}'),
  body: SiteRegistered,
  firstVoucher: ({ site }) => ownerOf(site),
  assets: ({ parts }) => [`site/${parts.site}`],
});

/** That the owner of a site, or a party of an agreement, lets another company attach readings. */
export const readingGranted = defineFact({
  type: 'reading.granted',
  version: 1,
  key: keyForm('grant/{subjectKind}/{subject}/{company}/{grantee}'),
  body: ReadingsGranted,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    if (parts.grantee === body.company) return;
    throw new ModelError({ code: 'FACT_KEY', field: 'body.company', rule: 'as in the key' });
  },
  assets: ({ parts }) => [`${parts.subjectKind}/${parts.subject}`],
});

/** Facts of devices and readings. */
export const READING_FACTS = [...DEVICE_FACTS, readingSubmitted, siteRegistered, readingGranted] as const;

/** What a submission is named by, so that a repeated one is recognised: SHA-256 over the digests of its batches' bytes. */
export function submissionDigest(batches: readonly string[]): string {
  return createHash('sha256').update(batches.join('\n')).digest('hex');
}
