import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Field, listOf } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { oneOf } from '../validation/rule';

/** What happens to a shipment on its way. */
export const MILESTONE_KINDS = [
  'pickedUp',
  'loaded',
  'departed',
  'arrived',
  'discharged',
  'customsCleared',
  'customsHeld',
  'outForDelivery',
  'delivered',
] as const;

/** One of {@link MILESTONE_KINDS}. */
export type MilestoneKind = (typeof MILESTONE_KINDS)[number];

/** How sure the reporter is of a milestone's time. */
export const CLASSIFIERS = ['planned', 'estimated', 'actual'] as const;

/** One of {@link CLASSIFIERS}. */
export type Classifier = (typeof CLASSIFIERS)[number];

/** One milestone of one shipment, at event time `at`. */
export class Milestone {
  @Field(assetId) shipmentId!: string;
  @Field(oneOf(MILESTONE_KINDS)) kind!: MilestoneKind;
  @Field(oneOf(CLASSIFIERS)) classifier!: Classifier;
  @Field(time) at!: number;
  @Field(placeCode) place!: string;
}

/** A milestone, and the digest of the latest fact of the shipment's custody when it was reported. */
export class MilestoneEntry extends Milestone {
  @Field(digest) custody!: string;
}

/** Body of `shipment.milestones`. */
export class ShipmentMilestones {
  @Field(listOf(() => MilestoneEntry, { min: 1, max: LIMITS.bulkMax })) milestones!: MilestoneEntry[];
}

/** `shipment:ReportMilestones`. */
export class MilestoneReporting {
  @Field(ref) ref!: string;
  @Field(listOf(() => Milestone, { min: 1, max: LIMITS.bulkMax })) milestones!: Milestone[];
}

/** `shipment:QueryMilestones`: those of one shipment. */
export class MilestoneQuery extends PageRequest {
  @Field(assetId) shipmentId!: string;
}

/** A milestone, who reported it, and the ledger time of the report. */
export class MilestoneRecord extends Milestone {
  @Field(mspId) reporter!: string;
  @Field(time) reportedAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
