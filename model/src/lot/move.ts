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
  @Field(classLotId) lot!: string;
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
  @Field(holder) holder!: string;
  @Field(amount) quantity!: bigint;
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
  @Field(integer(1, LIMITS.walletKeysMax)) n!: number;
  @Field(setOf(publicKey, { min: 1, max: LIMITS.walletKeysMax })) keys!: string[];
  @Field(listOf(() => WalletSignature, { min: 1, max: LIMITS.walletKeysMax })) signatures!: WalletSignature[];
}

/** One key's signature over the bytes that `moveToBytes` makes. */
export class WalletSignature {
  /** Place of the key among those of the wallet. */
  @Field(integer(0, LIMITS.walletKeysMax - 1)) key!: number;
  @Field(base64(LIMITS.signatureLengthMax)) signature!: string;
}

/** What all moves have in common. */
export class MoveTerms {
  @Field(assetId) classId!: string;
  @Field(oneOf(MOVE_KINDS)) kind!: MoveKind;
  /** Of a foreclosure: the obligation that is due and unpaid, which it uses up. */
  @OptionalField(nested(() => MoveInput)) settles?: MoveInput;
}

/** What moves where. */
export class AskedMoves extends MoveTerms {
  @Field(listOf(() => MoveInput, { min: 1, max: LIMITS.lotInputsMax })) inputs!: MoveInput[];
  @Field(listOf(() => MoveOutput, { min: 0, max: LIMITS.lotOutputsMax })) outputs!: MoveOutput[];
}

/** `lot:Move`: the company that keeps the lots moves them; where a wallet's lots are redeemed, the company that redeems. */
export class LotMoving extends AskedMoves {
  @Field(ref) ref!: string;
  @OptionalField(nested(() => WalletOrder)) order?: WalletOrder;
}

/** An input as the fact that made it has it, as far as its keeper and the sums follow from it. */
export class MovedInput extends MoveInput {
  @Field(holder) holder!: string;
  @Field(amount) quantity!: bigint;
  @OptionalField(mspId) pledgee?: string;
}

/** An output with all that it inherits from the inputs. */
export class MovedOutput extends MoveOutput {
  @OptionalField(time) expiresAt?: number;
  @OptionalField(time) dueAt?: number;
  @OptionalField(assetId) shipment?: string;
  @OptionalField(assetId) subject?: string;
  /** What is behind the lot, for a reader who judges it; less where issuers vouched. */
  @Field(integer(0, LIMITS.ancestorsMax)) ancestors!: number;
}

/** A move with all that follows from it. */
export class MovedLots extends MoveTerms {
  @Field(digest) class!: string;
  @Field(listOf(() => MovedInput, { min: 1, max: LIMITS.lotInputsMax })) inputs!: MovedInput[];
  @Field(listOf(() => MovedOutput, { min: 0, max: LIMITS.lotOutputsMax })) outputs!: MovedOutput[];
  /** What leaves circulation: redeemed, retired, reversed. */
  @Field(amountOrZero) retired!: bigint;
}

/** Body of `lot.moved`. */
export class ClassLotsMoved extends MovedLots {
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
