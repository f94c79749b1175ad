export * from './submission.js';
export * from './excursion.js';
export * from './proof.js';
export { Reading, READING_COLUMNS } from './reading.js';
export { BatchHeader } from './header.js';
export { checkBatchRoot, checkBatchSignature, decodeBatch, encodeBatch } from './batch.js';
export type { Batch, BatchContext } from './batch.js';
