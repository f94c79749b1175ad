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

type FilterOptions = {
  committed: CommittedBlock;
  index: number;
  bytes: Uint8Array;
  filtered: peer.FilteredBlock;
};

function addTransaction({ committed, index, bytes, filtered }: FilterOptions): void {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const headerBytes = payload.getHeader()?.getChannelHeader_asU8();
  if (headerBytes === undefined) {
    return;
  }
  const header = common.ChannelHeader.deserializeBinary(headerBytes);
  filtered.setChannelId(header.getChannelId());
  const transaction = new peer.FilteredTransaction();
  transaction.setTxid(header.getTxId());
  transaction.setType(header.getType() as Parameters<peer.FilteredTransaction['setType']>[0]);
  transaction.setTxValidationCode(
    committed.outcomes[index]?.code ?? peer.TxValidationCode.INVALID_OTHER_REASON,
  );
  if (header.getType() === common.HeaderType.ENDORSER_TRANSACTION) {
    transaction.setTransactionActions(filteredActions(payload.getData_asU8()));
  }
  filtered.addFilteredTransactions(transaction);
}

/** Undefined when a transaction of the block cannot be read. Mirrors core/peer/deliverevents.go toFilteredBlock. */
export function blockToFiltered(committed: CommittedBlock): peer.FilteredBlock | undefined {
  const filtered = new peer.FilteredBlock();
  filtered.setNumber(committed.block.getHeader()?.getNumber() ?? 0);
  const data = committed.block.getData()?.getDataList_asU8() ?? [];
  try {
    data.forEach((bytes, index) => {
      addTransaction({ committed, index, bytes, filtered });
    });
  } catch {
    return undefined;
  }
  return filtered;
}
