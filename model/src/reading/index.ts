export { BatchEntry, ReadingsSubmitted } from './batch-entry';
export * from './device';
export * from './device-changes';
export * from './device-facts';
export * from './device-key';
export * from './device-life';
export * from './entries';
export * from './facts';
export * from './site';
export * from './subject';
export * from './subject-life';
export * from './life';
export * from './verify';
export * from './judges';
export * from './submission';
export * from './excursion';
export * from './proof';
export { Reading, READING_COLUMNS } from './reading';
export { BatchHeader } from './header';
export {
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  decodeBatchHeader,
  encodeBatch,
  encodeColumns,
} from './batch';
export type { Batch, BatchContext, EncodedBatch } from './batch';
export { newColumn, toColumns, toReadings } from './columns';
export type { ReadingColumns } from './columns';
export { batchesToBytes, bytesToBatches, startsAsBatches } from './submission-bytes';
