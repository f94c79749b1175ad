import { common } from '@hyperledger/fabric-protos';
import { blockDataHash } from './block-hash';

interface BlockOptions {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly data: readonly Uint8Array[];
}

/** A block without signatures: metadata has its places, all empty. Mirrors protoutil/blockutils.go NewBlock. */
export function createBlock(options: BlockOptions): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(options.number);
  header.setPreviousHash(options.previousHash);
  header.setDataHash(blockDataHash(options.data));
  const data = new common.BlockData();
  data.setDataList([...options.data]);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(Object.keys(common.BlockMetadataIndex).map(() => new Uint8Array()));
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block;
}
