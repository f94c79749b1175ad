import { ledger, peer } from '@hyperledger/fabric-protos';
import type { PrivateWrites } from '../ledger/types';
import { verifySignedData, type SignedData } from '@kontti/fabric-protocol/policy';
import type { DeliverAnswers } from './deliver';
import type { Channel } from './types';

const { TxPvtReadWriteSet, NsPvtReadWriteSet, CollectionPvtReadWriteSet, TxReadWriteSet } = ledger.rwset;

/** Each transaction's write sets under its place in the block. */
function writesToMap(content: peer.BlockAndPrivateData, writes: readonly PrivateWrites[]): void {
  const map = content.getPrivateDataMapMap();
  for (const { txNumber, namespace, collection, writeSet } of writes) {
    const transaction = map.get(txNumber) ?? new TxPvtReadWriteSet();
    transaction.setDataModel(TxReadWriteSet.DataModel.KV);
    map.set(txNumber, transaction);
    const set = new CollectionPvtReadWriteSet();
    set.setCollectionName(collection);
    set.setRwset(writeSet);
    const known = transaction.getNsPvtRwsetList().find((entry) => entry.getNamespace() === namespace);
    const sets = known ?? transaction.addNsPvtRwset(new NsPvtReadWriteSet());
    sets.setNamespace(namespace);
    sets.addCollectionPvtRwset(set);
  }
}

/**
 * A block with the private data that the peer's company has and the reader may see: a collection that only its members may read
 * is shown to them. Mirrors core/peer/deliverevents.go getPrivateData.
 */
export function createPrivateAnswer(options: {
  channel: Channel;
  mspId: string;
}): DeliverAnswers<peer.DeliverResponse>['block'] {
  const { channel, mspId } = options;
  const { ledger: blocks, mspManager, policies } = channel;

  function mayRead({ readerPolicy }: PrivateWrites, signed: SignedData): boolean {
    if (readerPolicy === undefined) {
      return true;
    }
    const identities = verifySignedData({ signedData: [signed], mspManager });
    return policies.signaturePolicy(readerPolicy).isSatisfiedBy(identities);
  }

  return async ({ block }, signed) => {
    const blockNumber = block.getHeader()?.getNumber() ?? 0;
    const writes = await blocks.getPrivateWrites({ blockNumber, mspId });
    const content = new peer.BlockAndPrivateData();
    content.setBlock(block);
    writesToMap(
      content,
      writes.filter((entry) => mayRead(entry, signed)),
    );
    const response = new peer.DeliverResponse();
    response.setBlockAndPrivateData(content);
    return response;
  };
}
