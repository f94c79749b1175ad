import { expect } from 'chai';
import type { Session } from '../gateway/session';
import { BLOCKS_AHEAD_MAX, HEIGHT_DELAY_MS } from '../limits';
import { CraftedLedger } from '../testing/crafted-ledger';
import { requireReached } from './height';

describe('first block of a stream', () => {
  let ledger: CraftedLedger;
  let session: Session;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.blocks.push([], []);
    session = ledger.session();
    Object.assign(session.timeouts, { outageMs: 4 * HEIGHT_DELAY_MS });
  });

  const outcomeOf = async (block: bigint, signal = new AbortController().signal): Promise<string> => {
    const startMs = ledger.nowMs;
    const option = 'fromBlock';
    const failure = await requireReached(session, { block, option, value: block }, { signal }).then(
      () => undefined,
      (error: unknown) => error as { readonly code: string; readonly details: { readonly option?: string } },
    );
    const waitedMs = ledger.nowMs - startMs;
    return failure === undefined
      ? `reached after ${waitedMs} ms`
      : `${failure.code} ${failure.details.option ?? ''} after ${waitedMs} ms`;
  };

  it('may be one that the peer has, or its next one', async () => {
    for (const block of [0n, 2n, 3n]) {
      expect(await outcomeOf(block), String(block)).to.equal('reached after 0 ms');
    }
  });

  it('is waited for while the peer is a few blocks behind', async () => {
    ledger.onDelay = () => ledger.blocks.push([]);
    expect(await outcomeOf(5n)).to.equal(`reached after ${2 * HEIGHT_DELAY_MS} ms`);
  });

  it('is refused by name once the peer did not get there in time', async () => {
    expect(await outcomeOf(4n)).to.equal(`OPTIONS_INVALID fromBlock after ${4 * HEIGHT_DELAY_MS} ms`);
  });

  it('is refused at once where it is far ahead', async () => {
    expect(await outcomeOf(3n + BLOCKS_AHEAD_MAX + 1n)).to.equal('OPTIONS_INVALID fromBlock after 0 ms');
    expect(await outcomeOf(3n + BLOCKS_AHEAD_MAX)).to.match(/ after 2000 ms$/);
  });

  it('is waited for no longer once the caller ends the stream', async () => {
    const aborted = new AbortController();
    ledger.onDelay = () => aborted.abort();
    expect(await outcomeOf(9n, aborted.signal)).to.equal(`CANCELLED  after ${HEIGHT_DELAY_MS} ms`);
  });
});
