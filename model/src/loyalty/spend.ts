import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { publicKey } from '../validation/public-key';
import {
  Check,
  Field,
  OptionalField,
  listOf,
  memberPath,
  nested,
  setOf,
  valuesOf,
} from '../validation/field';
import {
  amount,
  amountOrZero,
  assetId,
  base64,
  currency,
  digest,
  lotId,
  mspId,
  ref,
  seriesNumber,
  time,
} from '../validation/identifiers';
import { oneOf } from '../validation/rule';

/** What a transfer and a redemption have in common: lots of one holder, named and signed for. */
@Check<HolderOrder>((order, field) => {
  if (order.origins.length === order.inputs.length) return;
  throw new ModelError({
    code: 'FIELD_CONFLICT',
    field: memberPath(field, 'origins'),
    rule: 'one for each input',
  });
})
export class HolderOrder {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** Ids of the lots, in the order in which they are used up. */
  @Field(setOf(lotId, { min: 1, max: LIMITS.lotInputsMax })) inputs!: string[];
  /** For each input, the digest of the fact that made the lot. */
  @Field(valuesOf(digest, { min: 1, max: LIMITS.lotInputsMax })) origins!: string[];
  /** How many points are spent. */
  @Field(amount) amount!: bigint;
  /** The holder's public key, base64 of SPKI DER; the holder's id is its hash. */
  @Field(publicKey) holderKey!: string;
  /** Over the bytes that `transferToBytes` or `redemptionToBytes` make, base64. */
  @Field(base64(LIMITS.signatureLengthMax)) signature!: string;
}

/** `loyalty:Transfer`: the issuer moves points from the signing holder to the holder `to`. */
export class PointTransfer extends HolderOrder {
  /** Holder id of who gets the points. */
  @Field(digest) to!: string;
}

/** Money, in minor units of a currency. */
export class MoneyValue {
  /** ISO 4217 code of the currency. */
  @Field(currency) currency!: string;
  /** Amount in minor units of the currency. */
  @Field(amountOrZero) minor!: bigint;
}

/** `loyalty:Redeem`: the calling partner takes points of the signing holder. */
export class Redemption extends HolderOrder {
  /** The least that the holder accepts for the points. */
  @Field(nested(() => MoneyValue)) valueMin!: MoneyValue;
}

/** The ways in which lots are spent. */
export const SPEND_KINDS = ['transfer', 'redemption'] as const;

/** One of {@link SPEND_KINDS}. */
export type SpendKind = (typeof SPEND_KINDS)[number];

/** A lot that a spend creates: what is transferred, or the change. */
export class SpendOutput {
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** How many points. */
  @Field(amount) amount!: bigint;
  /** From when on the points cannot be spent. */
  @Field(time) expiresAt!: number;
  /** Version of the terms under which the points were booked. */
  @Field(seriesNumber) termsVersion!: number;
  /** Digest of the terms under which the points were booked. */
  @Field(digest) terms!: string;
}

/** What the issuer owes the partner for a redemption. */
export class Claim extends MoneyValue {
  /** MSP id of the partner that redeemed. */
  @Field(mspId) creditor!: string;
  /** Digest of the terms that give the points this value. */
  @Field(digest) terms!: string;
}

/** What a body has with one kind of spend only. */
const OF_KIND = { transfer: ['to'], redemption: ['claim', 'valueMin'] } as const;

/**
 * Body of `loyalty.spent`. A transfer names the recipient, a redemption the claim and the least value that the holder accepts; outputs
 * are numbered `s0`, `s1`.
 */
@Check<LotsSpent>((spent, field) => {
  for (const kind of SPEND_KINDS) {
    for (const name of OF_KIND[kind]) {
      if ((spent[name] !== undefined) === (kind === spent.kind)) continue;
      const code = kind === spent.kind ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
      throw new ModelError({ code, field: memberPath(field, name), rule: `with ${kind}` });
    }
  }
})
export class LotsSpent extends HolderOrder {
  /** Whether points were moved or redeemed. */
  @Field(oneOf(SPEND_KINDS)) kind!: SpendKind;
  /** The lots that the spend made. */
  @Field(listOf(() => SpendOutput, { min: 0, max: 2 })) outputs!: SpendOutput[];
  /** Holder id of who got the points. */
  @OptionalField(digest) to?: string;
  /** What the issuer owes for a redemption. */
  @OptionalField(nested(() => Claim)) claim?: Claim;
  /** The least that the holder accepted. */
  @OptionalField(nested(() => MoneyValue)) valueMin?: MoneyValue;
}
