import type { common } from '@hyperledger/fabric-protos';
import type { Network } from '@hyperledger/fabric-gateway';
import { createError } from '../errors';

/** Which blocks to read. */
export interface BlockStreamOptions {
  readonly network: Network;
  /** First block; the next one to be committed when absent. */
  readonly startBlock: bigint | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Yields blocks in their order, none missing, as they are committed. Ends when the signal aborts or the caller stops.
 * @throws EVENTS_INTERRUPTED when the gateway ends the stream or leaves a block out
 */
export async function* streamBlocks(
  options: BlockStreamOptions,
): AsyncGenerator<common.Block, void, undefined> {
  const { network, startBlock, signal } = options;
  if (signal?.aborted === true) {
    return;
  }
  const blocks = await network.getBlockEvents(startBlock === undefined ? {} : { startBlock });
  const close = (): void => blocks.close();
  signal?.addEventListener('abort', close, { once: true });
  const iterator = blocks[Symbol.asyncIterator]();
  let expected = startBlock;
  try {
    for (;;) {
      const block = await nextBlock(iterator, signal);
      if (block === undefined) {
        return;
      }
      const number = BigInt(block.getHeader()?.getNumber() ?? -1);
      if (expected !== undefined && number !== expected) {
        throw createError('EVENTS_INTERRUPTED', { details: { expected, received: number } });
      }
      expected = number + 1n;
      yield block;
    }
  } finally {
    signal?.removeEventListener('abort', close);
    blocks.close();
  }
}

async function nextBlock(
  iterator: AsyncIterator<common.Block>,
  signal: AbortSignal | undefined,
): Promise<common.Block | undefined> {
  let result: IteratorResult<common.Block>;
  try {
    result = await iterator.next();
  } catch (cause) {
    if (signal?.aborted === true) {
      return undefined;
    }
    throw createError('EVENTS_INTERRUPTED', { cause });
  }
  // The official iterator maps the end of the stream like a value, so an end that is no error does not get here as a block.
  if (result.done === true) {
    throw createError('EVENTS_INTERRUPTED');
  }
  return result.value;
}
