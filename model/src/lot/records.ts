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
  /** Id of the lot, `<MSP id>/<ref>/<n>`, `m<n>` for output n of a move, `d<n>` of a deal. */
  @Field(classLotId) lotId!: string;
}

/** `lot:QueryLots`: the lots of a holder in a class. */
export class ClassLotQuery extends PageRequest {
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Whose lots: `company:<MSP id>`, or `wallet:<64 hex digits>`, the hash of its keys. */
  @Field(holder) holder!: string;
  /** Only lots that can still be moved, or only those that are used up; both unless given. */
  @OptionalField(oneOf(CLASS_LOT_STATUSES)) status?: ClassLotStatus;
}

/** A lot, who keeps it, and whether it is spent. */
export class ClassLotRecord {
  /** Id of the lot. */
  @Field(classLotId) lotId!: string;
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Digest of the version of the class. */
  @Field(digest) class!: string;
  /** Who has it: `company:<MSP id>` or `wallet:<hash>`. */
  @Field(holder) holder!: string;
  /** How much it is, in the unit of the class. */
  @Field(amount) quantity!: bigint;
  /** From when on it cannot be moved; absent for a lot that never expires. */
  @OptionalField(time) expiresAt?: number;
  /** When the obligation is to be paid; absent for other lots. */
  @OptionalField(time) dueAt?: number;
  /** Id of the shipment to which it is the title; absent for other lots. */
  @OptionalField(assetId) shipment?: string;
  /** Id of what the lot is about otherwise; absent where its issue named nothing. */
  @OptionalField(assetId) subject?: string;
  /** To whom it is pledged, and for which obligation; absent for a lot that is free. */
  @OptionalField(nested(() => Pledge)) pledge?: Pledge;
  /** Of an obligation: debtor and creditor, where they dispute it. */
  @OptionalField(setOf(mspId, { min: 1, max: 2 })) disputedBy?: string[];
  /** The company that can move it. */
  @Field(mspId) keeper!: string;
  /** `spent` once a move or a closed deal has used it up. */
  @Field(oneOf(CLASS_LOT_STATUSES)) status!: ClassLotStatus;
  /** Key of the move, or of the closed deal, that used the lot up. */
  @OptionalField(ledgerKey) movedBy?: string;
  /** Key of the fact that made the lot; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** Of the fact that made the lot: a move names it as the origin of its input. */
  @Field(digest) digest!: string;
}
