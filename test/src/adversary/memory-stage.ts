import { createTestIdentity } from '@kontti/chaincode/testing/identities';
import { MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import { createSessionClient } from '@kontti/client-sdk/testing/session';
import type { KonttiClient } from '@kontti/client-sdk';
import type { Forgery } from '../cheating/altered-contract';
import { createMemorySession } from './memory-session';
import type { Stage } from './stage';

const MEMBERS = ['AlphaMSP', 'BetaMSP', 'GammaMSP', 'DeltaMSP'] as const;
const HONEST = 'DeltaMSP';
const START_MS = Date.UTC(2026, 1, 1, 12);

/** What a test can break, to see that the adversary finds it: every company's seals may be written by anybody. */
interface MemoryStageOptions {
  readonly isOpen?: boolean;
}

/** A stage on a ledger in memory: the honest contracts, the SDK's own client, and peers' rules, without a network. */
export async function startMemoryStage({ isOpen = false }: MemoryStageOptions = {}): Promise<Stage> {
  const ledger = new MemoryLedger({ nowMs: START_MS, members: MEMBERS });
  const clients = new Map<string, KonttiClient>();
  for (const mspId of MEMBERS) {
    const identity = await createTestIdentity({ mspId, unit: 'admin' });
    const session = createMemorySession({ ledger, identity, members: MEMBERS });
    clients.set(mspId, await createSessionClient(session));
  }
  const clientOf = (mspId: string): KonttiClient => {
    const client = clients.get(mspId);
    if (client === undefined) throw new RangeError(`no company ${mspId}`);
    return client;
  };
  return {
    honest: HONEST,
    others: MEMBERS.filter((mspId) => mspId !== HONEST),
    client: clientOf(HONEST),
    clientOf,
    forge: (forgery, coalition) => {
      ledger.nowMs += 1000;
      const endorsers = isOpen ? MEMBERS : coalition;
      return Promise.resolve({ code: ledger.forge(toMemory(forgery, endorsers, ledger)) });
    },
    height: () => Promise.resolve((ledger.transactions.at(-1)?.block ?? -1) + 2),
    [Symbol.asyncDispose]: () => {
      for (const client of clients.values()) client.close();
      return Promise.resolve();
    },
  };
}

function toMemory(
  { reads = [], writes, event }: Forgery,
  coalition: readonly string[],
  { state }: MemoryLedger,
): Parameters<MemoryLedger['forge']>[0] {
  return {
    coalition,
    reads: reads.map((read) => ({ ...read, version: state.versionOf(read) })),
    writes: lastOfEach(writes).map(({ key, collection, value, policy }) => ({
      key,
      collection,
      value: value === undefined ? undefined : Buffer.from(value, 'base64'),
      policy: policy === undefined || value === undefined ? undefined : Buffer.from(policy, 'base64'),
    })),
    event:
      event === undefined ? undefined : { name: event.name, payload: Buffer.from(event.payload, 'base64') },
  };
}

/** A peer's simulator keeps the last write of a key. */
function lastOfEach(writes: Forgery['writes']): Forgery['writes'] {
  return [...new Map(writes.map((write) => [`${write.collection ?? ''} ${write.key}`, write])).values()];
}
