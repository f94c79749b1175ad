import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { takeLots, type KonttiClient, type KonttiEvent, type LotKey } from '@kontti/client-sdk';
import type { Story } from './story';

/** An employer gives its managers budgets; awards go on to colleagues, and are spent in a café that the employer knows nothing else of. */
export const rewards: Story = {
  about:
    'budgets, grants by managers, awards among peers and gift cards, redeemed at a partner, without a counter',
  companies: { employer: 'EmployerMSP', cafe: 'CafeMSP' },

  async run({ client, events }) {
    const employer = client('employer');
    const cafe = client('cafe');
    const classId = `${employer.mspId}/thanks`;
    await employer.lots.setClass({
      ...{ classId, version: 0, kind: 'reward', unit: 'EUR cent', holders: 'wallet', transfer: 'free' },
      // A limit is what expires: nobody counts what a manager has granted this month.
      ...{ partners: [], redeemAt: [cafe.mspId], validityDays: 31, reversalDays: 14, toWalletsOnly: true },
    });

    // Keys stay on the people's phones; the ledger shows holders that nobody can name.
    const managers = [employer.lots.key(), employer.lots.key()];
    const people = Array.from({ length: 10 }, () => employer.lots.key());
    const budgets = managers.map((manager) => ({ holder: manager.holderIn(classId), quantity: 10_000n }));
    await employer.lots.issue({ classId, ref: 'budgets-may', version: 0, lots: budgets });

    /** One holder's lots go somewhere: the holder signs, and the company hands it in. */
    let number = 0;
    const move = async (
      from: LotKey,
      quantity: bigint,
      to?: LotKey,
      by: KonttiClient = employer,
    ): Promise<bigint> => {
      const lots = await lotsOf(by, classId, from);
      const kind = to === undefined ? ('redeem' as const) : ('transfer' as const);
      const target = to === undefined ? {} : { to: to.holderIn(classId) };
      const ref = `move-${(number += 1)}`;
      const asked = { classId, ref, kind, ...takeLots({ lots, quantity, ...target }) };
      return (await by.lots.move(from.sign(asked, { company: by.mspId }))).block;
    };

    for (const [n, person] of people.entries()) await move(managers[n % 2] as LotKey, 1_000n, person);
    for (const n of [0, 2, 4]) await move(people[n] as LotKey, 100n, people[n + 1]);

    // A gift card is a code of 128 bits: the code is the key, so it is nowhere but on the card.
    const code = randomBytes(16).toString('hex');
    await move(managers[0] as LotKey, 2_500n, cardKey(employer, code));
    await move(cardKey(cafe, code), 600n, undefined, cafe);
    for (const n of [1, 3]) await move(people[n] as LotKey, 350n, undefined, cafe);

    // A grant that was a mistake: the employer takes back what is still there of a budget that it issued.
    const [budget] = await lotsOf(employer, classId, managers[1] as LotKey);
    const isRefused = await employer.lots
      .move({
        classId,
        ref: 'back',
        kind: 'reverse',
        inputs: [{ lot: budget?.lotId ?? '', origin: budget?.digest ?? '' }],
        outputs: [],
      })
      .then(
        () => 'taken',
        (error: { readonly code: string }) => error.code,
      );
    const { block } = await cafe.companies.registerPlaces({
      ref: 'shop',
      places: [{ code: 'FIHEL', name: 'Helsinki', latitudeE6: 60_170_000, longitudeE6: 24_940_000 }],
    });

    const found = figuresOf(await events('cafe', block));
    return [
      { name: 'cents issued as budgets', expected: 20_000n, found: found.issued },
      {
        name: 'grants, awards and cards',
        expected: 14,
        found: found.transfers,
      },
      { name: 'cents redeemed at the café', expected: 1_300n, found: found.redeemed },
      { name: 'cents that are still held', expected: 18_700n, found: found.held },
      { name: 'lots spent twice', expected: 0, found: found.spentTwice },
      { name: 'what is spent cannot be taken back', expected: 'REVERSAL_LATE', found: isRefused },
    ];
  },
};

/** Every figure once more, from the facts that the café's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const issues = facts.flatMap((event) => (event.type === 'lot.issued' ? [event.body] : []));
  const moves = facts.flatMap((event) => (event.type === 'lot.moved' ? [event] : []));
  const inputs = moves.flatMap(({ body }) => body.inputs.map(({ lot }) => lot));
  const used = new Set(inputs);
  const outputs = moves.flatMap(({ key, body }) =>
    body.outputs.map(({ quantity }, n) => ({ lotId: `${key.slice('moves/'.length)}/m${n}`, quantity })),
  );
  const held = [...issues, ...outputs].filter(({ lotId }) => !used.has(lotId));
  return {
    issued: sum(issues.map(({ quantity }) => quantity)),
    transfers: moves.filter(({ body }) => body.kind === 'transfer').length,
    redeemed: sum(moves.filter(({ body }) => body.kind === 'redeem').map(({ body }) => body.retired)),
    held: sum(held.map(({ quantity }) => quantity)),
    spentTwice: inputs.length - used.size,
  };
}

async function lotsOf(client: KonttiClient, classId: string, key: LotKey) {
  const lots = [];
  const conditions = { classId, holder: key.holderIn(classId), status: 'unspent' } as const;
  for await (const lot of client.lots.query(conditions)) lots.push(lot);
  return lots;
}

/** The key that a gift card's code is. */
function cardKey(client: KonttiClient, code: string): LotKey {
  const seed = createHash('sha256').update(`gift card ${code}`).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return client.lots.key({ privateKey: key.export({ format: 'pem', type: 'pkcs8' }).toString() });
}

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
