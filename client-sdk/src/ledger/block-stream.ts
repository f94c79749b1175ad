import type { common } from '@hyperledger/fabric-protos';
import { createError } from '../errors';
import { createOutage } from '../gateway/outage';
import { isBrokenStream, streamFailureToError } from '../gateway/stream-failure';
import type { Session } from '../gateway/session';

/** Which blocks to read. */
export interface BlockStreamOptions {
  readonly session: Pick<Session, 'network' | 'timers' | 'timeouts'>;
  readonly startBlock: bigint;
  readonly signal: AbortSignal | undefined;
}

/**
 * Yields blocks in their order, none missing and none twice, as they are committed. When the peer goes away the stream is opened anew
 * behind the last block, for as long as `outageMs` says. Ends when the signal aborts or the caller stops.
 * @throws EVENTS_INTERRUPTED when the peer stays away, refuses, or leaves a block out
 */
export async function* streamBlocks(
  options: BlockStreamOptions,
): AsyncGenerator<common.Block, void, undefined> {
  const outage = createOutage(options.session);
  let { startBlock } = options;
  while (options.signal?.aborted !== true) {
    let failure: unknown;
    try {
      for await (const block of openStream({ ...options, startBlock })) {
        outage.end();
        startBlock += 1n;
        yield block;
      }
    } catch (error) {
      failure = error;
    }
    if (isAborted(options.signal)) {
      return;
    }
    if (
      !isBrokenStream(failure) ||
      !(await outage.outlast({ signal: options.signal, deadlineMs: Infinity }))
    ) {
      throw streamFailureToError(failure, startBlock);
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** One stream, until it breaks or the signal aborts. */
async function* openStream(options: BlockStreamOptions): AsyncGenerator<common.Block, void, undefined> {
  const { session, startBlock, signal } = options;
  const blocks = await session.network.getBlockEvents({ startBlock });
  const close = (): void => blocks.close();
  signal?.addEventListener('abort', close);
  let expected = startBlock;
  try {
    for await (const block of blocks) {
      const number = BigInt(block.getHeader()?.getNumber() ?? -1);
      if (number !== expected) {
        throw createError('EVENTS_INTERRUPTED', { details: { expected, received: number } });
      }
      expected += 1n;
      yield block;
    }
  } finally {
    signal?.removeEventListener('abort', close);
    blocks.close();
  }
}
