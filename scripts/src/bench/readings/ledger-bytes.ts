import { decodeBlock, type DecodedNamespace } from '@kontti/fabric-protocol/decoding';
import type { Network } from '@hyperledger/fabric-gateway';

/** What blocks left behind on each peer. */
export interface LedgerBytes {
  /** The blocks themselves, signatures and metadata among them. */
  readonly block: number;
  /** Keys, values and policies that they wrote to the state; of private data the hashes. */
  readonly state: number;
}

/** A policy that no company satisfies, and its name. */
const policyBytes = 24;
/** A hash of a private key, and one of its value. */
const privateBytes = 64;

function stateOf({ writes, metadataWrites, collections }: DecodedNamespace): number {
  const written = writes.reduce((sum, { key, value }) => sum + key.length + (value?.bytes ?? 0), 0);
  const hashed = collections.reduce(
    (sum, each) => sum + each.writes.length * privateBytes + each.metadataWrites.length * policyBytes,
    0,
  );
  return written + metadataWrites.length * policyBytes + hashed;
}

/** Weighs the blocks from one number up to another, both among them. */
export async function weighBlocks(network: Network, from: bigint, to: bigint): Promise<LedgerBytes> {
  const blocks = await network.getBlockEvents({ startBlock: from });
  let bytes = { block: 0, state: 0 };
  try {
    for await (const block of blocks) {
      const { transactions } = decodeBlock(block);
      const written = transactions.flatMap(({ readWriteSet = [] }) => readWriteSet);
      bytes = {
        block: bytes.block + block.serializeBinary().length,
        state: bytes.state + written.reduce((sum, each) => sum + stateOf(each), 0),
      };
      if (BigInt(block.getHeader()?.getNumber() ?? 0) >= to) break;
    }
  } finally {
    blocks.close();
  }
  return bytes;
}
