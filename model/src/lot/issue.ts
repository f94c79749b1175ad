import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { amount, assetId, digest, holder, ref, seriesNumber, time } from '../validation/identifiers';

/** A lot to be issued. */
export class LotIssue {
  /** Who gets it, as the class allows: `company:<MSP id>`, or `wallet:<64 hex digits>`, the hash of its keys. */
  @Field(holder) holder!: string;
  /** How much it is, in the unit of the class: from 1 to 2^63−1; 1 for a title. */
  @Field(amount) quantity!: bigint;
  /** Not after what the class gives; what the class gives unless given. */
  @OptionalField(time) expiresAt?: number;
  /** When an obligation is to be paid. */
  @OptionalField(time) dueAt?: number;
  /** The shipment to which the lot is the title. */
  @OptionalField(assetId) shipment?: string;
  /** What the lot is about otherwise: an agreement, an order, a device. */
  @OptionalField(assetId) subject?: string;
}

function demandOneTitle(lots: readonly LotIssue[], field: string): void {
  const titles = lots.filter(({ shipment }) => shipment !== undefined);
  demandDistinct(titles, { field: memberPath(field, 'lots'), idOf: ({ shipment = '' }) => shipment });
}

/** `lot:Issue`: the issuer issues lots under the version of its class that is in force. */
@Check<LotIssuing>(({ lots }, field) => demandOneTitle(lots, field))
export class LotIssuing {
  /** Id of the own class, `<own MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** Number of the version of the class that is in force; the issue is refused under any other. */
  @Field(seriesNumber) version!: number;
  /** 1 to 100 lots; entry n becomes the lot `<own MSP id>/<ref>/<n>`. */
  @Field(listOf(() => LotIssue, { min: 1, max: LIMITS.bulkMax })) lots!: LotIssue[];
}

/** Body of `lot.issued`. */
@Check<ClassLotsIssued>(({ lots }, field) => demandOneTitle(lots, field))
export class ClassLotsIssued {
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Digest of the version of the class: its conditions and its rule hold for the lots as long as they exist. */
  @Field(digest) class!: string;
  /** 1 to 100 lots; entry n is the lot `<issuer's MSP id>/<ref>/<n>`. */
  @Field(listOf(() => LotIssue, { min: 1, max: LIMITS.bulkMax })) lots!: LotIssue[];
}
