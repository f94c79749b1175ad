import type { Wallet } from '@kontti/client-sdk';
import {
  factDigest,
  loyaltySpent,
  sealHash,
  spendOutputs,
  type Claim,
  type LotsSpent,
  type PointTransfer,
  type Redemption,
  type SpendInput,
  type SpendOutput,
} from '@kontti/model';
import { victim } from './consortium';
import { bareWrite, factBytes, type ForgedContent } from './forge';
import type { ForgedWrite } from './altered-contract';
import { alpha, beta, transportId, type World } from './world';

/** A programme of Beta, whose points are redeemed at Alpha and at the victim. */
export const points = `${beta}/points`;

/** What each lot has. */
export const LOT_POINTS = 6600n;

type Plain<T> = { [K in keyof T]: T[K] };

/** The body of a spend, to make a forged one from. */
export type SpendBody = Omit<Plain<LotsSpent>, 'outputs' | 'claim'> & {
  outputs: Plain<SpendOutput>[];
  claim?: Plain<Claim>;
};

/** A holder of one lot, and what a spend of the lot is made of. */
export interface Holder {
  readonly wallet: Wallet;
  readonly id: string;
  readonly lot: SpendInput & { readonly lotId: string; readonly digest: string };
}

/** What a spend says. */
interface SpendOptions {
  readonly holder: Holder;
  readonly ref: string;
  readonly amount: bigint;
}

/** Sets the terms: 8 € for 1000 points. */
export async function setPointTerms({ consortium }: World): Promise<void> {
  await consortium.client(beta).loyalty.setTerms({
    programme: points,
    version: 0,
    milliPointsPerKm: 1000,
    compensation: [],
    validityDays: 365,
    pointValue: { currency: 'EUR', minorPer1000Points: 800n },
    partners: [alpha, victim],
  });
}

/** A new holder, to whom Beta issues one lot. */
export async function createHolder({ consortium }: World, ref: string): Promise<Holder> {
  const { loyalty } = consortium.client(beta);
  const wallet = loyalty.wallet();
  const id = wallet.holderIn(points);
  await loyalty.accrue({ programme: points, ref, accruals: [{ holder: id, transportId }] });
  const { expiresAt, ...lot } = await loyalty.getLot({ lotId: `${beta}/${ref}/0` });
  const { digest: terms } = await loyalty.getTerms({ programme: points });
  return { wallet, id, lot: { ...lot, expiresAt: expiresAt.getTime(), terms } };
}

/** What the contract would record of a transfer that the holder signed. */
export function transferBody({ holder, ref, amount }: SpendOptions, to: string): SpendBody {
  const inputs = [holder.lot];
  const order: Plain<PointTransfer> = holder.wallet.signTransfer({
    programme: points,
    ref,
    inputs,
    amount,
    to,
  });
  return { ...order, kind: 'transfer', outputs: spendOutputs({ inputs, amount, to }) };
}

/** What the contract would record of a redemption at the partner that the holder signed. */
export function redemptionBody({ holder, ref, amount }: SpendOptions, partner: string): SpendBody {
  const inputs = [holder.lot];
  const minor = (amount * 800n) / 1000n;
  const valueMin = { currency: 'EUR', minor };
  const asked = { programme: points, ref, inputs, amount, partner, valueMin };
  const order: Plain<Redemption> = holder.wallet.signRedemption(asked);
  const claim = { creditor: partner, currency: 'EUR', minor, terms: holder.lot.terms };
  return { ...order, kind: 'redemption', outputs: spendOutputs({ inputs, amount }), claim };
}

/** The spend as a fact. */
export function spendOf(body: SpendBody): ForgedContent<'loyalty.spent'> {
  return { type: 'loyalty.spent', key: loyaltySpent.key.build({ company: beta, ref: body.ref }), body };
}

/** Lists the lots that a spend makes under their holders, as the contract would. */
export function listOutputs(content: ForgedContent<'loyalty.spent'>): ForgedWrite[] {
  const { outputs, ref } = content.body;
  const hash = sealHash(factDigest(factBytes(content))).slice(0, 16);
  return outputs.map(({ holder }, index) =>
    bareWrite(`idx/lot/${points}/${holder}/${beta}/${ref}/s${index}/${hash}`, Buffer.from('{}')),
  );
}
