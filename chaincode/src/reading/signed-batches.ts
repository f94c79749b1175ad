import { bytesToBatches, startsAsBatches, type ReadingSubmission } from '@kontti/model';

/** What `reading:Submit` takes: batches as bytes, whether they came so or as base64 in JSON. */
export class SignedBatches {
  constructor(readonly batches: readonly Buffer[]) {}

  /** The batches that `batchesToBytes` wrote; `undefined` for anything else. @throws ModelError */
  static fromBytes(bytes: Uint8Array): SignedBatches | undefined {
    return startsAsBatches(bytes) ? new SignedBatches(bytesToBatches(bytes)) : undefined;
  }

  static fromRequest({ batches }: ReadingSubmission): SignedBatches {
    return new SignedBatches(batches.map((text) => Buffer.from(text, 'base64')));
  }
}
