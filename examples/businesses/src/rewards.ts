import { KonttiError, type KonttiClient, type KonttiEvent, type LotKey } from '@kontti/client-sdk';
import type { Story } from './story';

const DAY_MS = 86_400_000;

/** An employer gives its managers budgets; awards go on to colleagues, and are spent in a café that the employer knows nothing else of. */
export const rewards: Story = {
  about:
    'budgets, grants by managers, awards among peers and gift cards, redeemed at a partner, without a counter',
  companies: { employer: 'EmployerMSP', cafe: 'CafeMSP' },

  async run({ client, events }) {
    const employer = client('employer');
    const cafe = client('cafe');
    const classId = `${employer.mspId}/thanks`;
    const programme = { classId, unit: 'EUR cent', redeemAt: [cafe.mspId] };
    await employer.rewards.open({ ...programme, validityDays: 365, reversalDays: 14 });

    // Keys stay on the people's phones; the ledger shows holders that nobody can name.
    const managers = [employer.lots.key(), employer.lots.key()] as const;
    const people = Array.from({ length: 10 }, () => employer.lots.key());
    // A limit is what expires: nobody counts what has been given away this month.
    const until = new Date(Date.now() + 31 * DAY_MS);
    const budgetOf = (key: LotKey, amount: bigint) => ({ holder: key.holderIn(classId), amount, until });
    const budgets = [
      ...managers.map((key) => budgetOf(key, 10_000n)),
      ...people.map((key) => budgetOf(key, 300n)),
    ];
    await employer.rewards.budget({ classId, ref: 'may', budgets });

    let number = 0;
    const next = (): string => `award-${(number += 1)}`;
    const award = async (from: LotKey, to: LotKey, amount: bigint): Promise<string> =>
      await outcomeOf(
        employer.rewards.award({ classId, ref: next(), from, to: to.holderIn(classId), amount }),
      );
    const at = (n: number): LotKey => people[n] ?? managers[0];
    for (const n of people.keys()) await award(managers[n % 2 === 0 ? 0 : 1], at(n), 1_000n);
    for (const n of [0, 2, 4]) await award(at(n), at(n + 1), 100n);
    const overLimit = await award(at(9), at(8), 1_301n);

    // A gift card is a code of 130 bits: the code is the key, so it is nowhere but on the card.
    const code = employer.rewards.newGiftCard();
    await award(managers[0], employer.rewards.giftCard(code), 2_500n);
    const redeem = async (by: KonttiClient, from: LotKey, amount: bigint): Promise<string> =>
      await outcomeOf(by.rewards.redeem({ classId, ref: next(), from, amount }));
    await redeem(cafe, cafe.rewards.giftCard(code.toLowerCase()), 600n);
    for (const n of [1, 3]) await redeem(cafe, at(n), 350n);
    const guessed = await outcomeOf((async () => cafe.rewards.giftCard('1234 5678 9012 3456'))());

    // Grants that were mistakes: the employer takes back what was not passed on, and nothing else.
    const takeBack = async (n: number): Promise<string> =>
      await outcomeOf(employer.rewards.takeBack({ ref: `back-${n}`, lotId: `${employer.mspId}/may/${n}` }));
    const passedOn = await takeBack(0);
    await takeBack(2 + 8);

    const { block } = await cafe.companies.registerPlaces({
      ref: 'shop',
      places: [{ code: 'FIHEL', name: 'Helsinki', latitudeE6: 60_170_000, longitudeE6: 24_940_000 }],
    });
    const found = figuresOf(await events('cafe', block));
    return [
      { name: 'cents issued as budgets', expected: 23_000n, found: found.issued },
      { name: 'grants, awards and cards', expected: 14, found: found.transfers },
      { name: 'an award beyond what somebody has', expected: 'LOTS_INSUFFICIENT', found: overLimit },
      { name: 'cents redeemed at the café', expected: 1_300n, found: found.redeemed },
      { name: 'a code of 16 digits', expected: 'OPTIONS_INVALID', found: guessed },
      { name: 'what was passed on cannot be taken back', expected: 'LOT_SPENT', found: passedOn },
      { name: 'cents taken back', expected: 300n, found: found.reversed },
      { name: 'cents that are still held', expected: 21_400n, found: found.held },
      { name: 'lots spent twice', expected: 0, found: found.spentTwice },
    ];
  },
};

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

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
  const retiredBy = (kind: string): bigint =>
    sum(moves.filter(({ body }) => body.kind === kind).map(({ body }) => body.retired));
  return {
    issued: sum(issues.map(({ quantity }) => quantity)),
    transfers: moves.filter(({ body }) => body.kind === 'transfer').length,
    redeemed: retiredBy('redeem'),
    reversed: retiredBy('reverse'),
    held: sum(held.map(({ quantity }) => quantity)),
    spentTwice: inputs.length - used.size,
  };
}

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
