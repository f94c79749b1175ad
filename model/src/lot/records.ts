import { PageRequest } from '../page';
import { Field, OptionalField, nested, setOf } from '../validation/field';
import {
  amount,
  assetId,
  classLotId,
  digest,
  holder,
  ledgerKey,
  mspId,
  time,
} from '../validation/identifiers';
import { oneOf } from '../validation/rule';
import { Pledge } from './move';

/** Whether a lot is there to be moved. */
export const CLASS_LOT_STATUSES = ['unspent', 'spent'] as const;

/** One of {@link CLASS_LOT_STATUSES}. */
export type ClassLotStatus = (typeof CLASS_LOT_STATUSES)[number];

/** `lot:GetLot`. */
export class ClassLotRequest {
  @Field(classLotId) lotId!: string;
}

/** `lot:QueryLots`: the lots of a holder in a class. */
export class ClassLotQuery extends PageRequest {
  @Field(assetId) classId!: string;
  @Field(holder) holder!: string;
  @OptionalField(oneOf(CLASS_LOT_STATUSES)) status?: ClassLotStatus;
}

/** A lot, who keeps it, and whether it is spent. */
export class ClassLotRecord {
  /** Id of the lot. */
  @Field(classLotId) lotId!: string;
  @Field(assetId) classId!: string;
  /** Digest of the version of the class. */
  @Field(digest) class!: string;
  /** Who has it: `company:<MSP id>` or `wallet:<hash>`. */
  @Field(holder) holder!: string;
  /** How much it is, in the unit of the class. */
  @Field(amount) quantity!: bigint;
  @OptionalField(time) expiresAt?: number;
  @OptionalField(time) dueAt?: number;
  @OptionalField(assetId) shipment?: string;
  @OptionalField(assetId) subject?: string;
  @OptionalField(nested(() => Pledge)) pledge?: Pledge;
  /** Of an obligation: debtor and creditor, where they dispute it. */
  @OptionalField(setOf(mspId, { min: 1, max: 2 })) disputedBy?: string[];
  /** The company that can move it. */
  @Field(mspId) keeper!: string;
  @Field(oneOf(CLASS_LOT_STATUSES)) status!: ClassLotStatus;
  /** Key of the move, or of the closed deal, that used the lot up. */
  @OptionalField(ledgerKey) movedBy?: string;
  @Field(ledgerKey) fact!: string;
  /** Of the fact that made the lot: a move names it as the origin of its input. */
  @Field(digest) digest!: string;
}
