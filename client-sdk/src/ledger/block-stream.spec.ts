import { expect } from 'chai';
import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { KonttiError } from '../errors';
import { DEFAULT_TIMEOUTS } from '../limits';
import { streamBlocks } from './block-stream';
import type { BlockStreamOptions } from './block-stream';

function failure(code: Grpc): GatewayError {
  const cause = Object.assign(new Error('gone'), { code, details: 'gone' });
  return new GatewayError({ code, details: [], cause: cause as never });
}

function block(number: bigint): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(Number(number));
  const made = new common.Block();
  made.setHeader(header);
  return made;
}

/** A peer whose streams give so many blocks and then break, one after another; the last one goes on for ever. */
function createPeer(
  streams: readonly { readonly blocks: number; readonly skipped?: number; readonly error?: Error }[],
) {
  const started: bigint[] = [];
  const closed: number[] = [];
  let nowMs = 0;
  const getBlockEvents = (options: { startBlock?: bigint } = {}) => {
    const startBlock = options.startBlock ?? -1n;
    const stream = streams[Math.min(started.push(startBlock), streams.length) - 1];
    async function* read(): AsyncGenerator<common.Block> {
      for (let index = 0; index < (stream?.blocks ?? 0); index += 1) {
        yield await Promise.resolve(block(startBlock + BigInt(index + (stream?.skipped ?? 0))));
      }
      if (stream?.error !== undefined) {
        throw stream.error;
      }
    }
    const blocks = read();
    const place = started.length;
    const close = (): void => void closed.push(place);
    const iterable: CloseableAsyncIterable<common.Block> = {
      [Symbol.asyncIterator]: () => blocks,
      [Symbol.dispose]: close,
      close,
    };
    return Promise.resolve(iterable);
  };
  const timers = {
    nowMs: () => nowMs,
    random: () => 1,
    delay: (delayMs: number) => {
      nowMs += delayMs;
      return Promise.resolve();
    },
  };
  const session = { network: { getBlockEvents }, timers, timeouts: DEFAULT_TIMEOUTS };
  return {
    started,
    closed,
    session: session as unknown as BlockStreamOptions['session'],
    nowMs: () => nowMs,
  };
}

async function read(options: BlockStreamOptions, count: number): Promise<number[]> {
  const numbers: number[] = [];
  for await (const each of streamBlocks(options)) {
    numbers.push(each.getHeader()?.getNumber() ?? -1);
    if (numbers.length === count) {
      break;
    }
  }
  return numbers;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

describe('block stream', () => {
  const gone = failure(Grpc.UNAVAILABLE);

  it('goes on behind the last block when the peer went away, none missing and none twice', async () => {
    const { session, started } = createPeer([
      { blocks: 2, error: gone },
      { blocks: 0, error: gone },
      { blocks: 3, error: failure(Grpc.INTERNAL) },
      { blocks: 0 },
      { blocks: 9 },
    ]);
    expect(await read({ session, startBlock: 5n, signal: undefined }, 7)).to.deep.equal([
      5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(started).to.deep.equal([5n, 7n, 7n, 10n, 10n]);
  });

  it('gives up when the peer stays away', async () => {
    const { session, nowMs } = createPeer([
      { blocks: 1, error: gone },
      { blocks: 0, error: gone },
    ]);
    expect(await codeOf(read({ session, startBlock: 0n, signal: undefined }, 9))).to.equal(
      'EVENTS_INTERRUPTED',
    );
    expect(nowMs()).to.be.at.least(DEFAULT_TIMEOUTS.outageMs);
  });

  it('gives up at once when the peer refuses', async () => {
    const { session, started } = createPeer([{ blocks: 1, error: failure(Grpc.PERMISSION_DENIED) }]);
    expect(await codeOf(read({ session, startBlock: 0n, signal: undefined }, 9))).to.equal('ACCESS_DENIED');
    expect(started).to.have.length(1);
  });

  it('fails where a block is left out, and names both numbers', async () => {
    const { session } = createPeer([
      { blocks: 1, error: gone },
      { blocks: 2, skipped: 1 },
    ]);
    const failed: unknown = await read({ session, startBlock: 5n, signal: undefined }, 9).catch(
      (error: unknown) => error,
    );
    expect(failed).to.include({ code: 'EVENTS_INTERRUPTED' });
    expect((failed as KonttiError).details).to.include({ expected: 6n, received: 7n });
  });

  it('fails where a block has no number', async () => {
    const blocks = {
      close: () => undefined,
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(new common.Block());
      },
    };
    const { session } = createPeer([]);
    const network = { getBlockEvents: () => Promise.resolve(blocks) };
    const failed: unknown = await read(
      { session: { ...session, network: network as never }, startBlock: 1n, signal: undefined },
      9,
    ).catch((error: unknown) => error);
    expect(failed).to.include({ code: 'EVENTS_INTERRUPTED' });
    expect((failed as KonttiError).details).to.include({ expected: 1n, received: -1n });
  });

  it('closes each stream once it is read, and when the signal aborts', async () => {
    const { session, closed } = createPeer([{ blocks: 1, error: gone }, { blocks: 3 }]);
    const controller = new AbortController();
    const { signal } = controller;
    expect(await read({ session, startBlock: 0n, signal }, 2)).to.deep.equal([0, 1]);
    expect(closed).to.deep.equal([1, 2]);
    const opened = streamBlocks({ session, startBlock: 0n, signal });
    await opened.next();
    controller.abort();
    expect(closed, 'at once').to.deep.equal([1, 2, 3]);
    await opened.return();
    expect(closed).to.deep.equal([1, 2, 3, 3]);
  });

  it('ends when the signal aborts, also within an outage', async () => {
    const { session } = createPeer([{ blocks: 0, error: gone }]);
    const controller = new AbortController();
    const aborting = { ...session.timers, delay: () => Promise.resolve(controller.abort()) };
    const options = { session: { ...session, timers: aborting }, startBlock: 0n, signal: controller.signal };
    expect(await read(options, 1)).to.deep.equal([]);
  });
});
