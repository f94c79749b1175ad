import { ModelError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { publicKey } from '../validation/public-key.js';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field.js';
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
} from '../validation/identifiers.js';
import { oneOf } from '../validation/rule.js';

/** What a transfer and a redemption have in common: lots of one holder, named and signed for. */
export class HolderOrder {
  @Field(assetId) programme!: string;
  @Field(ref) ref!: string;
  @Field(setOf(lotId, { min: 1, max: LIMITS.lotInputsMax })) inputs!: string[];
  @Field(amount) amount!: bigint;
  /** The holder's public key, base64 of SPKI DER; the holder's id is its hash. */
  @Field(publicKey) holderKey!: string;
  /** Over the bytes that `transferToBytes` or `redemptionToBytes` make, base64. */
  @Field(base64(LIMITS.signatureLengthMax)) signature!: string;
}

/** `loyalty:Transfer`: the issuer moves points from the signing holder to the holder `to`. */
export class PointTransfer extends HolderOrder {
  @Field(digest) to!: string;
}

/** `loyalty:Redeem`: the calling partner takes points of the signing holder. */
export class Redemption extends HolderOrder {}

/** The ways in which lots are spent. */
export const SPEND_KINDS = ['transfer', 'redemption'] as const;

/** One of {@link SPEND_KINDS}. */
export type SpendKind = (typeof SPEND_KINDS)[number];

/** A lot that a spend creates: what is transferred, or the change. */
export class SpendOutput {
  @Field(digest) holder!: string;
  @Field(amount) amount!: bigint;
  @Field(time) expiresAt!: number;
  @Field(seriesNumber) termsVersion!: number;
}

/** What the issuer owes the partner for a redemption, in minor units. */
export class Claim {
  @Field(mspId) creditor!: string;
  @Field(currency) currency!: string;
  @Field(amountOrZero) minor!: bigint;
}

/** Body of `loyalty.spent`. A transfer tells the recipient, a redemption the claim; outputs are numbered `s0`, `s1`. */
@Check<LotsSpent>((spent, field) => {
  const present = spent.kind === 'transfer' ? 'to' : 'claim';
  const absent = spent.kind === 'transfer' ? 'claim' : 'to';
  if (spent[present] === undefined) {
    throw new ModelError({
      code: 'FIELD_MISSING',
      field: memberPath(field, present),
      rule: `with ${spent.kind}`,
    });
  }
  if (spent[absent] !== undefined) {
    throw new ModelError({
      code: 'FIELD_CONFLICT',
      field: memberPath(field, absent),
      rule: `not with ${spent.kind}`,
    });
  }
})
export class LotsSpent extends HolderOrder {
  @Field(oneOf(SPEND_KINDS)) kind!: SpendKind;
  @Field(listOf(() => SpendOutput, { min: 0, max: 2 })) outputs!: SpendOutput[];
  @OptionalField(digest) to?: string;
  @OptionalField(nested(() => Claim)) claim?: Claim;
}
