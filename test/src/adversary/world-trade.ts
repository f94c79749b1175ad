import type { KonttiClient } from '@kontti/client-sdk';
import { unlessLockedOut } from './locked-out';
import type { Stage } from './stage';

/** What the honest company has of lots, deals and records. */
export interface HonestTrade {
  readonly classId: string;
  /** Lots that it holds and did not move. */
  readonly lots: string[];
  /** Deals that it proposed. */
  readonly deals: string[];
  /** Records that it anchored. */
  readonly records: string[];
}

/** What the honest company does with lots, deals and records. */
export const TRADE_STEPS = ['issue', 'move', 'deal', 'anchor', 'correct'] as const;

/** One of {@link TRADE_STEPS}. */
export type TradeStep = (typeof TRADE_STEPS)[number];

type Note = (submitted: { readonly result: { readonly digest: string } }) => void;

/** One step under way. */
interface Trading {
  readonly trade: HonestTrade;
  readonly ref: string;
  readonly note: Note;
}

/** Gives the honest company a class of its own. */
export async function createHonestTrade({ honest, client }: Stage, note: Note): Promise<HonestTrade> {
  const classId = `${honest}/credit`;
  const conditions = { kind: 'points', unit: 'credit', holders: 'both', transfer: 'free' } as const;
  note(await client.lots.setClass({ classId, version: 0, ...conditions, partners: [], redeemAt: [] }));
  return { classId, lots: [], deals: [], records: [] };
}

/** Goes one step on. */
export async function trade(stage: Stage, trading: Trading, step: TradeStep): Promise<void> {
  const { honest, others, client } = stage;
  const { trade: has, ref, note } = trading;
  const holder = `company:${honest}`;
  if (step === 'issue' || has.lots.length < 2) {
    const lots = [1, 2].map(() => ({ holder, quantity: 10n }));
    note(await client.lots.issue({ classId: has.classId, ref, version: 0, lots }));
    has.lots.push(`${honest}/${ref}/0`, `${honest}/${ref}/1`);
  } else if (step === 'move') {
    const { quantity, input } = await takeLot(client, has);
    const outputs = [
      { holder: `company:${others[0] ?? ''}`, quantity: 1n },
      ...(quantity === 1n ? [] : [{ holder, quantity: quantity - 1n }]),
    ];
    note(await client.lots.move({ ref, classId: has.classId, kind: 'transfer', inputs: [input], outputs }));
    if (quantity > 1n) has.lots.push(`${honest}/${ref}/m1`);
  } else if (step === 'deal') {
    await deal(stage, trading);
  } else if (step === 'anchor' || has.records.length < 2) {
    const anchor = { name: 'order', sha256: 'ab'.repeat(32), references: [`order-${ref}`] };
    note(await client.records.anchor({ ref, anchors: [{ ...anchor, counterparty: others[0] ?? '' }] }));
    has.records.push(`${honest}/${ref}/0`);
  } else {
    const [wrong, right] = await Promise.all(
      has.records.slice(-2).map(async (recordId) => await client.records.get({ recordId })),
    );
    if (wrong === undefined || right === undefined) throw new TypeError('two records');
    const corrections = [
      {
        ...{ key: wrong.fact, digest: wrong.digest, reason: 'wrong order' },
        replacedBy: { key: right.fact, digest: right.digest },
      },
    ];
    note(await client.records.correct({ ref, corrections }));
    has.records.splice(-2, 1);
  }
}

/** A company that sealed something else under its keys of the deal has locked itself out: then the deal is taken back. */
async function deal(stage: Stage, { trade: has, ref, note }: Trading): Promise<void> {
  const { honest, others, client } = stage;
  const [other = ''] = others;
  const { quantity, input } = await takeLot(client, has);
  const move = { company: honest, classId: has.classId, kind: 'transfer', inputs: [input] } as const;
  const proposed = await client.deals.propose({
    ...{ ref, parties: [honest, other], expiresAt: new Date('2027-06-01T00:00:00Z') },
    moves: [{ ...move, outputs: [{ holder: `company:${other}`, quantity }] }],
  });
  note(proposed);
  const dealId = `${honest}/${ref}`;
  has.deals.push(dealId);
  const { digest } = proposed.result;
  const agreed = await unlessLockedOut(() => stage.clientOf(other).deals.agree({ dealId, digest }));
  const closed = agreed && (await unlessLockedOut(() => client.deals.close({ dealId })));
  note(closed ?? (await client.deals.withdraw({ dealId })));
  if (closed === undefined) has.lots.push(input.lot);
}

async function takeLot(
  client: KonttiClient,
  has: HonestTrade,
): Promise<{ readonly quantity: bigint; readonly input: { readonly lot: string; readonly origin: string } }> {
  const lot = has.lots.shift() ?? '';
  const { quantity, digest: origin } = await client.lots.get({ lotId: lot });
  return { quantity, input: { lot, origin } };
}
