import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
import {
  amount,
  amountOrZero,
  assetId,
  base64,
  classLotId,
  digest,
  holder,
  mspId,
  ref,
  time,
} from '../validation/identifiers';
import { publicKey } from '../validation/public-key';
import { integer, oneOf } from '../validation/rule';

/** The ways in which lots move. */
export const MOVE_KINDS = [
  'transfer',
  'split',
  'merge',
  'retire',
  'redeem',
  'surrender',
  'pledge',
  'release',
  'foreclose',
  'reverse',
  'net',
] as const;

/** One of {@link MOVE_KINDS}. */
export type MoveKind = (typeof MOVE_KINDS)[number];

/** A lot that a move uses up, and the digest of the fact that made it. */
export class MoveInput {
  /** Id of the lot that is used up whole, `<MSP id>/<ref>/<n>`, `m<n>` or `d<n>`. */
  @Field(classLotId) lot!: string;
  /** SHA-256 of the fact that made the lot, in hex: `digest` of `lots.get`. */
  @Field(digest) origin!: string;
}

/** That a lot secures an obligation which another company holds. */
export class Pledge {
  /** The company that the lot is pledged to. */
  @Field(mspId) to!: string;
  /** The lot of the obligation. */
  @Field(classLotId) secures!: string;
}

/** A lot that a move makes. */
export class MoveOutput {
  /** Who gets it, as the class allows: `company:<MSP id>`, or `wallet:<64 hex digits>`, the hash of its keys. */
  @Field(holder) holder!: string;
  /** How much it is, in the unit of the class: from 1 to 2^63−1. */
  @Field(amount) quantity!: bigint;
  /** Of the kind `pledge`: to whom the lot is pledged, and for what; absent for a lot that is free. */
  @OptionalField(nested(() => Pledge)) pledge?: Pledge;
}

/** The signatures of a wallet over what is moved. */
@Check<WalletOrder>((order, field) => {
  demandDistinct(order.signatures, {
    field: memberPath(field, 'signatures'),
    idOf: ({ key }) => String(key),
  });
})
export class WalletOrder {
  /** How many of the wallet's keys have to sign: from 1 to the number of its keys. */
  @Field(integer(1, LIMITS.walletKeysMax)) n!: number;
  /** 1 to 16 public keys of the wallet, base64 of SPKI DER, sorted, none twice. */
  @Field(setOf(publicKey, { min: 1, max: LIMITS.walletKeysMax })) keys!: string[];
  /** 1 to 16 signatures, none of one key twice; `n` of them or more once the order is handed in. */
  @Field(listOf(() => WalletSignature, { min: 1, max: LIMITS.walletKeysMax })) signatures!: WalletSignature[];
}

/** One key's signature over the bytes that `moveToBytes` makes. */
export class WalletSignature {
  /** Place of the key among those of the wallet. */
  @Field(integer(0, LIMITS.walletKeysMax - 1)) key!: number;
  /** The signature in base64, of at most 128 characters. */
  @Field(base64(LIMITS.signatureLengthMax)) signature!: string;
}

/** What all moves have in common. */
export class MoveTerms {
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /**
   * What the move does: `transfer` gives lots to others; `split` and `merge` leave them with their holder; `retire`, `redeem`, `surrender`
   * and `reverse` take them out of circulation; `pledge` and `release` bind and free them; `foreclose` takes what is pledged; `net` is of a
   * netting alone.
   */
  @Field(oneOf(MOVE_KINDS)) kind!: MoveKind;
  /** Of a foreclosure: the obligation that is due and unpaid, which it uses up. */
  @OptionalField(nested(() => MoveInput)) settles?: MoveInput;
}

/** What moves where. */
export class AskedMoves extends MoveTerms {
  /** 1 to 32 lots of one holder and one version of the class, none twice. */
  @Field(listOf(() => MoveInput, { min: 1, max: LIMITS.lotInputsMax })) inputs!: MoveInput[];
  /** Up to 16 lots that the move makes; empty where all of the inputs leave circulation. */
  @Field(listOf(() => MoveOutput, { min: 0, max: LIMITS.lotOutputsMax })) outputs!: MoveOutput[];
}

/** `lot:Move`: the company that keeps the lots moves them; where a wallet's lots are redeemed, the company that redeems. */
export class LotMoving extends AskedMoves {
  /** Business reference: a repeat of the same request under it changes nothing. Output n is the lot `<own MSP id>/<ref>/m<n>`. */
  @Field(ref) ref!: string;
  /** Where the lots are a wallet's: the signatures of its keys, as `LotKey.sign` makes them; absent where a company moves its own. */
  @OptionalField(nested(() => WalletOrder)) order?: WalletOrder;
}

/** An input as the fact that made it has it, as far as its keeper and the sums follow from it. */
export class MovedInput extends MoveInput {
  /** Who had it: `company:<MSP id>`, or `wallet:<64 hex digits>`, the hash of its keys. */
  @Field(holder) holder!: string;
  /** How much it was, in the unit of the class. */
  @Field(amount) quantity!: bigint;
  /** MSP id of the company that it was pledged to; absent for a lot that was free. */
  @OptionalField(mspId) pledgee?: string;
}

/** An output with all that it inherits from the inputs. */
export class MovedOutput extends MoveOutput {
  /** From when on it cannot be moved: the earliest expiry of the inputs; absent where none of them expires. */
  @OptionalField(time) expiresAt?: number;
  /** When the obligation is to be paid; absent for other lots. */
  @OptionalField(time) dueAt?: number;
  /** Id of the shipment to which it is the title; absent for other lots. */
  @OptionalField(assetId) shipment?: string;
  /** Id of what the lot is about otherwise; absent where its issue named nothing. */
  @OptionalField(assetId) subject?: string;
  /** What is behind the lot, for a reader who judges it; less where issuers vouched. */
  @Field(integer(0, LIMITS.ancestorsMax)) ancestors!: number;
}

/** A move with all that follows from it. */
export class MovedLots extends MoveTerms {
  /** SHA-256 of the version of the class under which the inputs were issued, in hex. */
  @Field(digest) class!: string;
  /** 1 to 32 lots that are used up, as they were. */
  @Field(listOf(() => MovedInput, { min: 1, max: LIMITS.lotInputsMax })) inputs!: MovedInput[];
  /** Up to 16 lots that are made, with what they inherit. */
  @Field(listOf(() => MovedOutput, { min: 0, max: LIMITS.lotOutputsMax })) outputs!: MovedOutput[];
  /** What leaves circulation: redeemed, retired, reversed. */
  @Field(amountOrZero) retired!: bigint;
}

/** Body of `lot.moved`. */
export class ClassLotsMoved extends MovedLots {
  /** The signatures of the wallet whose lots moved; absent where a company moved its own, and where no key has to sign. */
  @OptionalField(nested(() => WalletOrder)) order?: WalletOrder;
}

/** The ids of the lots that a move uses up, the obligation of a foreclosure too. */
export function lotsUsedUp({ inputs, settles }: Pick<AskedMoves, 'inputs' | 'settles'>): string[] {
  return [...inputs.map(({ lot }) => lot), ...(settles === undefined ? [] : [settles.lot])];
}

/** What is asked for in a move, without what follows from it: the same in a request, a proposal and what is recorded. */
export function askedOf(move: AskedMoves | MovedLots): object {
  const { classId, kind, inputs, outputs, settles } = move;
  return {
    ...{ classId, kind, settles },
    inputs: inputs.map(({ lot, origin }) => ({ lot, origin })),
    outputs: outputs.map(({ holder, quantity, pledge }) => ({ holder, quantity, pledge })),
  };
}
