import { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { blockDataHash } from '@kontti/fabric-protocol/envelopes';
import type { ChainInfo } from './chain-info';
import type { TransactionOutcome } from '../validation/verdict';

/** A block that continues the chain. */
export interface NextBlock {
  readonly blockNumber: number;
  readonly header: common.BlockHeader;
  readonly envelopes: readonly Uint8Array[];
}

/** @throws NetworkError BLOCK_UNEXPECTED when the block is not the next one, or its data are not what its header says. */
export function toNextBlock(block: common.Block, chain: ChainInfo): NextBlock {
  const header = block.getHeader();
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const blockNumber = header?.getNumber();
  if (!header || blockNumber !== chain.height) {
    throw unexpected(`it has number ${blockNumber ?? 'none'}, not ${chain.height}`);
  }
  if (blockNumber > 0 && Buffer.compare(header.getPreviousHash_asU8(), chain.currentBlockHash) !== 0) {
    throw unexpected(`block ${blockNumber} does not name its predecessor's hash`);
  }
  if (Buffer.compare(header.getDataHash_asU8(), blockDataHash(envelopes)) !== 0) {
    throw unexpected(`block ${blockNumber} holds other data than its header says`);
  }
  return { blockNumber, header, envelopes };
}

function unexpected(reason: string): NetworkError {
  return new NetworkError({
    code: 'BLOCK_UNEXPECTED',
    message: `The block does not continue the chain: ${reason}.`,
    details: { reason },
  });
}

/** Writes the transactions' codes into the block's metadata. Mirrors protoutil InitBlockMetadata and the transactions filter. */
export function setOutcomeCodes(block: common.Block, outcomes: readonly TransactionOutcome[]): void {
  const filterIndex = common.BlockMetadataIndex.TRANSACTIONS_FILTER;
  const entries = block.getMetadata()?.getMetadataList_asU8() ?? [];
  while (entries.length <= common.BlockMetadataIndex.COMMIT_HASH) entries.push(new Uint8Array());
  entries[filterIndex] = Uint8Array.from(outcomes, ({ code }) => code);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(entries);
  block.setMetadata(metadata);
}
