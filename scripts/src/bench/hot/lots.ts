import { dirname } from 'node:path';
import { KonttiError, connect, type KonttiClient, type LotPool } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import { chaincodeName } from '../../voyage/network';
import { startBenchNetwork, type BenchNetwork, type Engine } from '../load/bench-network';
import { tuned } from '../load/settings';

/** How transfers of lots went. */
export interface LotFigures {
  readonly failures: number;
  readonly seconds: number;
  /** What both accounts have to have, and what their lots on the ledger are. */
  readonly expected: readonly bigint[];
  readonly found: readonly bigint[];
  readonly wallet: WalletFigures;
}

/** How orders of one wallet over the same lot went. */
interface WalletFigures {
  readonly orders: number;
  readonly won: number;
  /** Those that were refused with the lot that was taken. */
  readonly taken: number;
  /** What such an error says. */
  readonly words: string;
}

const companies = [
  { mspId: 'BankMSP', domain: 'bank.example.com', name: 'Example Bank', gln: '6400001000001' },
  { mspId: 'Org1MSP', domain: 'org1.example.com', name: 'Example One', gln: '6400001000018' },
  { mspId: 'Org2MSP', domain: 'org2.example.com', name: 'Example Two', gln: '6400001000025' },
] as const;
const classId = 'BankMSP/credit';
const stock = 1_000_000n;
const walletOrders = 20;

async function connectAll(network: BenchNetwork): Promise<KonttiClient[]> {
  const clients: KonttiClient[] = [];
  for (const { mspId, domain, name, gln } of companies) {
    const user = { organizations: network.organizations, user: 'Admin', mspId, domain };
    const client = await connect({ ...user, endpoint: network.endpoint(mspId), chaincode: chaincodeName });
    await client.companies.register({ name, gln, jurisdiction: 'FI' });
    clients.push(client);
  }
  return clients;
}

async function heldBy(client: KonttiClient, mspId: string): Promise<bigint> {
  let sum = 0n;
  const conditions = { classId, holder: `company:${mspId}`, status: 'unspent' } as const;
  for await (const { quantity } of client.lots.query(conditions)) sum += quantity;
  return sum;
}

/** One lot for each of two companies; half of the transfers in either direction, each company's from a pool. */
export async function measureLots(engine: Engine, transfers: number): Promise<LotFigures> {
  await using network = await startBenchNetwork({
    ...{ engine, batch: tuned, companies },
    chaincode: {
      name: chaincodeName,
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: sealCollections(companies.map(({ mspId }) => mspId)),
    },
  });
  const [bank, first, second] = (await connectAll(network)) as [KonttiClient, KonttiClient, KonttiClient];
  try {
    const rules = { kind: 'points', unit: 'EUR cent', holders: 'both', transfer: 'free' } as const;
    await bank.lots.setClass({ classId, version: 0, ...rules, partners: [], redeemAt: [] });
    const lots = [first, second].map(({ mspId }) => ({ holder: `company:${mspId}`, quantity: stock }));
    await bank.lots.issue({ classId, ref: 'opening', version: 0, lots });
    const pools = [first, second].map((client) => client.lots.pool({ classId }));
    const startMs = performance.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: transfers }, (_, n) => {
        const to = `company:${(n % 2 === 0 ? second : first).mspId}`;
        const quantity = n % 2 === 0 ? 7n : 5n;
        const [one, two] = pools as [LotPool, LotPool];
        return (n % 2 === 0 ? one : two).transfer({ ref: `t-${n}`, to, quantity });
      }),
    );
    const seconds = (performance.now() - startMs) / 1000;
    const moved = 7n * BigInt(Math.ceil(transfers / 2)) - 5n * BigInt(Math.floor(transfers / 2));
    return {
      failures: outcomes.filter(({ status }) => status === 'rejected').length,
      seconds,
      expected: [stock - moved, stock + moved],
      found: await Promise.all([first, second].map(({ mspId }) => heldBy(bank, mspId))),
      wallet: await measureWallet(bank),
    };
  } finally {
    for (const client of [bank, first, second]) client.close();
  }
}

/** A wallet signs several orders over its only lot, and all are handed in at once. */
async function measureWallet(bank: KonttiClient): Promise<WalletFigures> {
  const key = bank.lots.key();
  const holder = key.holderIn(classId);
  await bank.lots.issue({ classId, ref: 'wallet', version: 0, lots: [{ holder, quantity: 100n }] });
  const { lotId: lot, digest: origin } = await bank.lots.get({ lotId: `${bank.mspId}/wallet/0` });
  const outcomes = await Promise.allSettled(
    Array.from({ length: walletOrders }, (_, n) => {
      const outputs = [{ holder: `company:${companies[1].mspId}`, quantity: 100n }];
      const move = { classId, ref: `w-${n}`, kind: 'transfer' as const, inputs: [{ lot, origin }], outputs };
      return bank.lots.move(key.sign(move, { company: bank.mspId }));
    }),
  );
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' && outcome.reason instanceof KonttiError ? [outcome.reason] : [],
  );
  const taken = refused.filter(({ code, details }) => code === 'LOT_SPENT' && details['lot'] === lot);
  return {
    orders: walletOrders,
    won: outcomes.filter(({ status }) => status === 'fulfilled').length,
    taken: taken.length,
    words: taken[0]?.details.remedy ?? '',
  };
}
