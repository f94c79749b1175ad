import { common } from '@hyperledger/fabric-protos';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import type { Session } from '../gateway/session';
import { BLOCKS_AHEAD_MAX, HEIGHT_DELAY_MS } from '../limits';
import { optionError } from '../options/check-options';

/** Number of blocks in the own peer's ledger. */
export async function getHeight(session: Session, options: CallOptions = {}): Promise<bigint> {
  const bytes = await evaluate(session, {
    ...options,
    contract: session.network.getContract('qscc'),
    name: 'GetChainInfo',
    args: [session.channelName],
  });
  return BigInt(common.BlockchainInfo.deserializeBinary(bytes).getHeight());
}

/** The first block that is asked for, and by which option. */
interface StartBlock {
  readonly block: bigint;
  readonly option: 'after' | 'fromBlock';
  readonly value: unknown;
}

/**
 * Resolves once the own peer is as far as the block before the first one that is asked for: a peer may be some blocks behind the one
 * that showed them. Waits no longer than `outageMs`, and not at all for a block that is far ahead.
 * @throws OPTIONS_INVALID naming the option, CANCELLED
 */
export async function requireReached(
  session: Session,
  start: StartBlock,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { timers, timeouts } = session;
  const endMs = timers.nowMs() + timeouts.outageMs;
  for (;;) {
    const height = await getHeight(session, { signal });
    if (start.block <= height) {
      return;
    }
    if (start.block - height > BLOCKS_AHEAD_MAX || timers.nowMs() >= endMs) {
      const { option, value } = start;
      const rule = `of a block that the own peer has, or of its next one: ${height} blocks are there`;
      throw optionError({ option, rule, value });
    }
    await timers.delay(HEIGHT_DELAY_MS, signal);
  }
}
