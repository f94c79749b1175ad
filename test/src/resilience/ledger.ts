import { decodeBlock } from '@kontti/fabric-protocol';
import { readFact } from '@kontti/model';
import { connectGateway, type TestCompany } from '../engine/peers';

/** What one peer's ledger holds of the load. */
interface PeerLedger {
  /** Ids of the transactions that are valid. */
  readonly valid: ReadonlySet<string>;
  /** Keys of the facts that were written, each time that one was, in the ledger's order. */
  readonly facts: readonly string[];
}

const factPattern = /^places\//;

/** The key of the fact whose bytes are written. */
function writeToFactKey({
  key,
  value,
}: {
  readonly key: string;
  readonly value?: { readonly value: string };
}): string[] {
  const fact =
    key.startsWith('fact/') && value !== undefined ? readFact(Buffer.from(value.value)) : undefined;
  return fact === undefined || fact === 'unknown' ? [] : [fact.key];
}

/** Reads all blocks that there are at one peer. */
export async function readLedger(
  company: TestCompany,
  { channelId, height }: { channelId: string; height: number },
): Promise<PeerLedger> {
  const valid = new Set<string>();
  const facts: string[] = [];
  const peer = connectGateway(company);
  const blocks = await peer.gateway.getNetwork(channelId).getBlockEvents({ startBlock: 0n });
  try {
    for await (const block of blocks) {
      const { number, transactions } = decodeBlock(block);
      for (const { txId, validation, readWriteSet = [] } of transactions) {
        if (validation?.name !== 'VALID') continue;
        valid.add(txId);
        const writes = readWriteSet.flatMap((namespace) => namespace.writes);
        facts.push(...writes.flatMap(writeToFactKey).filter((key) => factPattern.test(key)));
      }
      if (number >= height - 1) break;
    }
  } finally {
    blocks.close();
    peer.close();
  }
  return { valid, facts };
}
