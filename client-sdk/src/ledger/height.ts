import { common } from '@hyperledger/fabric-protos';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import type { Session } from '../gateway/session';

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
