import { join } from 'node:path';
import { CommitError, StatusCode } from '@hyperledger/fabric-gateway';
import { assetWorkload, connectGateway } from '../load/asset-workload';
import { startBenchNetwork, type Engine } from '../load/bench-network';
import { tuned } from '../load/settings';

/** How transfers between two balances went. */
export interface BalanceFigures {
  readonly failures: number;
  /** Validation codes of those that failed. */
  readonly codes: readonly string[];
  readonly seconds: number;
}

/** Two accounts with a balance each, half of the transfers in either direction, by the official client and without a retry. */
export async function measureBalances(engine: Engine, transfers: number): Promise<BalanceFigures> {
  const { companies } = assetWorkload;
  const path = join(__dirname, '..', '..', '..', 'asset-contract');
  await using network = await startBenchNetwork({
    ...{ engine, batch: tuned, companies },
    chaincode: { name: 'asset', path },
  });
  const gateway = await connectGateway(network);
  try {
    const contract = gateway.contract('balance');
    for (const account of ['a', 'b']) await contract.submitTransaction('Open', account, '1000000');
    const startMs = performance.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: transfers }, (_, n) =>
        n % 2 === 0
          ? contract.submitTransaction('Transfer', 'a', 'b', '7')
          : contract.submitTransaction('Transfer', 'b', 'a', '5'),
      ),
    );
    const seconds = (performance.now() - startMs) / 1000;
    const failed = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [codeOf(outcome.reason)] : [],
    );
    return { failures: failed.length, codes: [...new Set(failed)], seconds };
  } finally {
    gateway.close();
  }
}

function codeOf(error: unknown): string {
  if (error instanceof CommitError) {
    const [name] = Object.entries(StatusCode).find(([, code]) => code === error.code) ?? [];
    return name ?? String(error.code);
  }
  return error instanceof Error ? error.name : String(error);
}
