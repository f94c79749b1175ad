import { common, peer } from '@hyperledger/fabric-protos';
import { canonicalJson } from '@kontti/model';
import { preparedToDefinedAt } from '../ledger/block-decoder';
import type { LedgerVersion } from '../ledger/write-set';
import { startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import { failureToError } from '../gateway/gateway-failure';
import type { Session } from '../gateway/session';
import { callWithin } from '../gateway/signing';
import { bytesToDefinition, definitionToDigest } from './definition';
import type { PinnedDefinition } from './definition';

/** The definition that is committed, as the own peer's state has it. */
export interface Committed {
  readonly sequence: number;
  readonly digest: string;
  readonly definition: PinnedDefinition;
}

/** Asks the own peer for the committed definition. @throws CHAINCODE_NOT_FOUND */
export async function queryCommitted(session: Session, call: CallOptions): Promise<Committed> {
  const args = new peer.lifecycle.QueryChaincodeDefinitionArgs();
  args.setName(session.chaincodeName);
  const bytes = await evaluate(session, {
    ...call,
    contract: session.network.getContract('_lifecycle'),
    name: 'QueryChaincodeDefinition',
    args: [args.serializeBinary()],
  });
  const { sequence, definition } = bytesToDefinition(bytes);
  return { sequence, definition, digest: definitionToDigest(definition) };
}

/**
 * Where the definition was committed: what the own peer reads when it endorses. A call that changes nothing is endorsed for it and
 * never sent.
 */
export async function queryPlace(session: Session, call: CallOptions): Promise<LedgerVersion | undefined> {
  const proposal = session.contract.newProposal('company:GetFactStatus', {
    arguments: [canonicalJson({ key: `company/${session.mspId}/0` })],
    endorsingOrganizations: [session.mspId],
  });
  const bounds = startBounds(call, session.timers.nowMs());
  const { endorseMs: timeoutMs } = session.timeouts;
  try {
    const within = { ...bounds, timeoutMs };
    const transaction = await callWithin(session, within, (options) => proposal.endorse(options));
    return preparedToPlace(transaction.getBytes(), session.chaincodeName);
  } catch (error) {
    session.requireOpen();
    throw failureToError(error, { stage: 'endorse', mspId: session.mspId });
  }
}

/** Where the definition was committed under which a transaction was endorsed that is not sent yet. */
export function preparedToPlace(prepared: Uint8Array, chaincodeName: string): LedgerVersion | undefined {
  const place = preparedToDefinedAt(prepared, chaincodeName);
  return place === 'absent' ? undefined : place;
}

/** A block of the own peer's ledger (`core/scc/qscc/query.go`). @internal */
export async function queryBlock(session: Session, number: bigint): Promise<common.Block> {
  const bytes = await evaluate(session, {
    contract: session.network.getContract('qscc'),
    name: 'GetBlockByNumber',
    args: [session.channelName, String(number)],
  });
  return common.Block.deserializeBinary(bytes);
}
