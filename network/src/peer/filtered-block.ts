import { common, peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock } from '../ledger/types';

/** The event's name without its content: filtered blocks go to those who may not read everything. */
function filteredActions(data: Uint8Array): peer.FilteredTransactionActions {
  const actions = new peer.FilteredTransactionActions();
  for (const action of peer.Transaction.deserializeBinary(data).getActionsList()) {
    const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
    const response = payload.getAction()?.getProposalResponsePayload_asU8();
    if (response === undefined) {
      continue;
    }
    const extension = peer.ProposalResponsePayload.deserializeBinary(response).getExtension_asU8();
    const events = peer.ChaincodeAction.deserializeBinary(extension).getEvents_asU8();
    if (events.length > 0) {
      const event = peer.ChaincodeEvent.deserializeBinary(events);
      event.setPayload('');
      const filtered = new peer.FilteredChaincodeAction();
      filtered.setChaincodeEvent(event);
      actions.addChaincodeActions(filtered);
    }
  }
  return actions;
}

/** Mirrors core/peer/deliverevents.go toFilteredBlock. */
export function blockToFiltered(committed: CommittedBlock): peer.FilteredBlock {
  const filtered = new peer.FilteredBlock();
  filtered.setNumber(committed.block.getHeader()?.getNumber() ?? 0);
  const data = committed.block.getData()?.getDataList_asU8() ?? [];
  data.forEach((bytes, index) => {
    const envelope = common.Envelope.deserializeBinary(bytes);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const headerBytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
    const header = common.ChannelHeader.deserializeBinary(headerBytes);
    filtered.setChannelId(header.getChannelId());
    const transaction = new peer.FilteredTransaction();
    transaction.setTxid(header.getTxId());
    const isConfig = header.getType() === common.HeaderType.CONFIG;
    transaction.setType(isConfig ? common.HeaderType.CONFIG : common.HeaderType.ENDORSER_TRANSACTION);
    transaction.setTxValidationCode(
      committed.outcomes[index]?.code ?? peer.TxValidationCode.INVALID_OTHER_REASON,
    );
    if (!isConfig) {
      transaction.setTransactionActions(filteredActions(payload.getData_asU8()));
    }
    filtered.addFilteredTransactions(transaction);
  });
  return filtered;
}
