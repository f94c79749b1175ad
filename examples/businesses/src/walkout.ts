import { KonttiError, type KonttiClient, type KonttiEvent, type LotKey } from '@kontti/client-sdk';
import { createHash } from 'node:crypto';
import type { Stage, Story } from './story';

const COMPANIES = { shop: 'ShopMSP', wallets: 'WalletsMSP', auditor: 'AuditMSP' };
const MONEY = `${COMPANIES.wallets}/money`;
const PLACES = ['helsinki', 'tallinn'] as const;
const stockOf = (place: string): string => `${COMPANIES.shop}/stock-${place}`;
const PRICE = 1_250n;

/** Customers walk out of a shop: a gate saw what left with whom, and items and money change hands in one step, or it is a finding. */
export const walkout: Story = {
  about:
    'items that a gate saw leave, sold and paid from a wallet in one step; what left unpaid is a finding; stock by place',
  companies: COMPANIES,

  async run(stage) {
    const { client } = stage;
    const items = await stockShops(stage);
    const customers = await topUp(stage);
    const [rich, poor] = customers as [LotKey, LotKey];

    // The gate saw three items leave with one customer, two with another, and one with nobody that it knows.
    const seen = [items.slice(0, 3), items.slice(3, 5), items.slice(5, 6)];
    const gate = seen.flat().map((item) => ({
      ...{ name: 'left the shop', references: [item] },
      sha256: createHash('sha256').update(item).digest('hex'),
    }));
    await client('shop').records.anchor({ ref: 'gate-1', anchors: gate });
    const paid = await sell(stage, { ref: 'sale-1', key: rich, items: seen[0] ?? [] });
    const unpaid = await sell(stage, { ref: 'sale-2', key: poor, items: seen[1] ?? [] });
    // The same signature once more, for other items: it is for the deal that the customer signed, and for nothing else.
    const stolen = await sell(stage, {
      ref: 'sale-3',
      key: rich,
      items: seen[2] ?? [],
      signs: seen[0] ?? [],
    });

    const { block } = await client('shop').companies.registerPlaces({
      ref: 'shop',
      places: [{ code: 'FIHEL', name: 'Helsinki', latitudeE6: 60_170_000, longitudeE6: 24_940_000 }],
    });
    const found = figuresOf(await stage.events('auditor', block));
    return [
      { name: 'items that left', expected: 6, found: found.left.length },
      { name: 'a sale to who has enough', expected: 'closed', found: paid },
      { name: 'a sale to who has not', expected: 'LOTS_INSUFFICIENT', found: unpaid },
      { name: 'another sale under the same signature', expected: 'SIGNATURE', found: stolen },
      { name: 'items sold and paid in one step', expected: 3, found: found.sold.length },
      { name: 'cents that the shop was paid', expected: 3n * PRICE, found: found.paid },
      { name: 'items that left unpaid', expected: items.slice(3, 6).join(), found: found.unpaid.join() },
      { name: 'items in Helsinki, less what is sold', expected: 7, found: found.stock.get('helsinki') ?? 0 },
      { name: 'items in Tallinn', expected: 5, found: found.stock.get('tallinn') ?? 0 },
    ];
  },
};

/** Ten items in Helsinki and five in Tallinn: a class for each place, a lot for each item. */
async function stockShops({ client }: Stage): Promise<string[]> {
  const shop = client('shop');
  const rules = { version: 0, kind: 'points', unit: 'item', holders: 'both', transfer: 'free' } as const;
  for (const [n, place] of PLACES.entries()) {
    await shop.lots.setClass({ ...rules, classId: stockOf(place), partners: [], redeemAt: [] });
    const lots = Array.from({ length: n === 0 ? 10 : 5 }, (_, index) => ({
      ...{ holder: `company:${shop.mspId}`, quantity: 1n, subject: `${shop.mspId}/${place}-${index}` },
    }));
    await shop.lots.issue({ classId: stockOf(place), ref: place, version: 0, lots });
  }
  return Array.from({ length: 10 }, (_, index) => `${shop.mspId}/helsinki-${index}`);
}

/** Wallets get money that was paid by card: the card's data stays with the provider, and the ledger has a reference. */
async function topUp({ client }: Stage): Promise<LotKey[]> {
  const wallets = client('wallets');
  const rules = { version: 0, kind: 'points', unit: 'EUR cent', holders: 'both', transfer: 'free' } as const;
  await wallets.lots.setClass({ ...rules, classId: MONEY, partners: [], redeemAt: [] });
  const keys = [wallets.lots.key(), wallets.lots.key()];
  const lots = keys.map((key, n) => ({
    ...{ holder: key.holderIn(MONEY), quantity: n === 0 ? 5_000n : 1_000n },
    subject: `${wallets.mspId}/card-payment-${n}`,
  }));
  await wallets.lots.issue({ classId: MONEY, ref: 'top-up', version: 0, lots });
  return keys;
}

interface Sale {
  readonly ref: string;
  readonly key: LotKey;
  readonly items: readonly string[];
  /** What the customer signs for, where it is not this sale. */
  readonly signs?: readonly string[];
}

/** The shop proposes: each item to the customer's wallet, the wallet's money to the shop. The customer's phone signs the whole deal. */
async function sell({ client }: Stage, { ref, key, items, signs = items }: Sale): Promise<string> {
  const [shop, wallets] = [client('shop'), client('wallets')];
  try {
    const money = await moneyOf(shop, key, PRICE * BigInt(items.length));
    const dealOf = async (goods: readonly string[]) => ({
      ...{ ref, parties: [shop.mspId, wallets.mspId], expiresAt: new Date(Date.now() + 60_000) },
      moves: [money, ...(await Promise.all(goods.map((item) => goodsOf(shop, key, item))))],
    });
    const signed = key.signDeal(await dealOf(signs), { company: shop.mspId, move: 0 });
    const { moves } = await dealOf(items);
    const order = signed.moves[0]?.order;
    await shop.deals.propose({
      ...signed,
      moves: moves.map((move, n) => (n === 0 && order ? { ...move, order } : move)),
    });
    const dealId = `${shop.mspId}/${ref}`;
    const { isClosed } = await wallets.trade.accept({
      dealId,
      digest: (await wallets.deals.get({ dealId })).digest,
    });
    return isClosed ? 'closed' : 'open';
  } catch (error) {
    return error instanceof KonttiError ? error.code : 'failed';
  }
}

async function moneyOf(shop: KonttiClient, key: LotKey, quantity: bigint) {
  const holder = key.holderIn(MONEY);
  for await (const lot of shop.lots.query({ classId: MONEY, holder, status: 'unspent' })) {
    if (lot.quantity < quantity) continue;
    const change = lot.quantity - quantity;
    return {
      ...{ company: COMPANIES.wallets, classId: MONEY, kind: 'transfer' as const },
      inputs: [{ lot: lot.lotId, origin: lot.digest }],
      outputs: [
        { holder: `company:${shop.mspId}`, quantity },
        ...(change > 0n ? [{ holder, quantity: change }] : []),
      ],
    };
  }
  throw new KonttiError({
    ...{ code: 'LOTS_INSUFFICIENT', stage: 'local', message: 'the wallet has less than that' },
    details: { remedy: 'Top up' },
  });
}

async function goodsOf(shop: KonttiClient, key: LotKey, item: string) {
  const [place = '', index = ''] = item.slice(`${shop.mspId}/`.length).split('-');
  const classId = stockOf(place);
  const lot = `${shop.mspId}/${place}/${index}`;
  const { digest: origin } = await shop.lots.get({ lotId: lot });
  const outputs = [{ holder: key.holderIn(classId), quantity: 1n }];
  return { company: shop.mspId, classId, kind: 'transfer' as const, inputs: [{ lot, origin }], outputs };
}

/** Every figure once more, from the facts that the auditor's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const left = facts.flatMap((event) => (event.type === 'record.anchored' ? event.body.references : []));
  const moves = facts.flatMap((event) => (event.type === 'deal.closed' ? event.body.moves : []));
  const outputs = moves.flatMap(({ classId, outputs: made }) =>
    made.map((output) => ({ classId, ...output })),
  );
  const sold = outputs.filter(({ classId }) => classId !== MONEY).map(({ subject = '' }) => subject);
  const issued = facts.flatMap((event) => (event.type === 'lot.issued' ? [event.body] : []));
  const used = new Set(moves.flatMap(({ inputs }) => inputs.map(({ lot }) => lot)));
  const inStock = issued.filter(({ lotId }) => !used.has(lotId));
  return {
    left,
    sold,
    unpaid: left.filter((item) => !sold.includes(item)),
    paid: outputs
      .filter(({ classId, holder }) => classId === MONEY && holder === `company:${COMPANIES.shop}`)
      .reduce((sum, { quantity }) => sum + quantity, 0n),
    stock: new Map(
      PLACES.map((place) => [place, inStock.filter(({ classId }) => classId === stockOf(place)).length]),
    ),
  };
}
