import { common, peer } from '@hyperledger/fabric-protos';
import { openEnvelopeBytes, payloadToChaincodeActions, tryDecode } from '@kontti/fabric-protocol/envelopes';
import type { CommittedBlock } from '../ledger/types';

/** The event's name without its content: filtered blocks go to those who may not read everything. */
function filteredActions(payload: common.Payload): peer.FilteredTransactionActions | undefined {
  const executed = payloadToChaincodeActions(payload);
  if (executed === undefined) return undefined;
  const actions = new peer.FilteredTransactionActions();
  for (const action of executed) {
    const events = action.getEvents_asU8();
    if (events.length === 0) continue;
    const event = tryDecode(() => peer.ChaincodeEvent.deserializeBinary(events));
    if (event === undefined) return undefined;
    event.setPayload('');
    const filtered = new peer.FilteredChaincodeAction();
    filtered.setChaincodeEvent(event);
    actions.addChaincodeActions(filtered);
  }
  return actions;
}

interface FilterOptions {
  readonly committed: CommittedBlock;
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly filtered: peer.FilteredBlock;
}

/** False when the transaction cannot be read. */
function addTransaction({ committed, index, bytes, filtered }: FilterOptions): boolean {
  const { payload, header, channelHeader } = openEnvelopeBytes(bytes) ?? {};
  if (payload === undefined) return false;
  if (header === undefined) return true;
  if (channelHeader === undefined) return false;
  filtered.setChannelId(channelHeader.getChannelId());
  const transaction = new peer.FilteredTransaction();
  transaction.setTxid(channelHeader.getTxId());
  transaction.setType(channelHeader.getType() as Parameters<peer.FilteredTransaction['setType']>[0]);
  transaction.setTxValidationCode(
    committed.outcomes[index]?.code ?? peer.TxValidationCode.INVALID_OTHER_REASON,
  );
  if (channelHeader.getType() === common.HeaderType.ENDORSER_TRANSACTION) {
    const actions = filteredActions(payload);
    if (actions === undefined) return false;
    transaction.setTransactionActions(actions);
  }
  filtered.addFilteredTransactions(transaction);
  return true;
}

/** Undefined when a transaction of the block cannot be read. Mirrors core/peer/deliverevents.go toFilteredBlock. */
export function blockToFiltered(committed: CommittedBlock): peer.FilteredBlock | undefined {
  const filtered = new peer.FilteredBlock();
  filtered.setNumber(committed.block.getHeader()?.getNumber() ?? 0);
  const data = committed.block.getData()?.getDataList_asU8() ?? [];
  const isReadable = data.every((bytes, index) => addTransaction({ committed, index, bytes, filtered }));
  return isReadable ? filtered : undefined;
}
