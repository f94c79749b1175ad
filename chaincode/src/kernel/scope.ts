import { peer } from '@hyperledger/fabric-protos';
import { LIMITS, type LedgerScope } from '@kontti/model';
import { ContractError } from '../errors';
import type { LedgerStub } from './stub';

/**
 * The name under which the proposal called the chaincode. It comes from the signed proposal, which the peer has checked;
 * the environment knows only the package's label. A call through another chaincode has that one's name.
 */
export function scopeOf(stub: LedgerStub): LedgerScope {
  const extension = stub.getSignedProposal().proposal.header.channelHeader.getExtension_asU8();
  const chaincode = peer.ChaincodeHeaderExtension.deserializeBinary(extension).getChaincodeId()?.getName();
  if (chaincode === undefined || chaincode === '') throw new ContractError({ code: 'INTERNAL' });
  return { channel: stub.getChannelID(), chaincode };
}

/** Ledger time: the proposal's, in milliseconds UTC. */
export function ledgerTimeMs(stub: LedgerStub): number {
  const { seconds, nanos } = stub.getTxTimestamp();
  const timeMs = seconds.toNumber() * 1000 + Math.floor(nanos / 1_000_000);
  if (!Number.isSafeInteger(timeMs) || timeMs < 0 || timeMs > LIMITS.timeMsMax) {
    throw new ContractError({ code: 'INTERNAL', details: { reason: 'proposal time' } });
  }
  return timeMs;
}
