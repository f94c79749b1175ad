import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { amount, assetId, digest, holder, ref, seriesNumber, time } from '../validation/identifiers';

/** A lot to be issued. */
export class LotIssue {
  @Field(holder) holder!: string;
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
  @Field(assetId) classId!: string;
  @Field(ref) ref!: string;
  @Field(seriesNumber) version!: number;
  @Field(listOf(() => LotIssue, { min: 1, max: LIMITS.bulkMax })) lots!: LotIssue[];
}

/** Body of `lot.issued`. */
@Check<ClassLotsIssued>(({ lots }, field) => demandOneTitle(lots, field))
export class ClassLotsIssued {
  @Field(assetId) classId!: string;
  /** Digest of the version of the class: its conditions and its rule hold for the lots as long as they exist. */
  @Field(digest) class!: string;
  @Field(listOf(() => LotIssue, { min: 1, max: LIMITS.bulkMax })) lots!: LotIssue[];
}
