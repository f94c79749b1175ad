import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { oneOf, text } from '../validation/rule';

/** What happens to a shipment on its way. */
export const MILESTONE_KINDS = [
  'pickedUp',
  'gatedIn',
  'gatedOut',
  'stuffed',
  'stripped',
  'sealed',
  'sealRemoved',
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

/** Whether a container has something in it. */
export const LOAD_STATES = ['laden', 'empty'] as const;

/** One of {@link LOAD_STATES}. */
export type LoadState = (typeof LOAD_STATES)[number];

/** One milestone of one shipment, at event time `at`. */
@Check<Milestone>(({ kind, seal }, field) => {
  const isSeal = kind === 'sealed' || kind === 'sealRemoved';
  if (seal === undefined || isSeal) return;
  throw new ModelError({ code: 'FIELD_CONFLICT', field: memberPath(field, 'seal'), rule: 'of a seal event' });
})
export class Milestone {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** What happened. */
  @Field(oneOf(MILESTONE_KINDS)) kind!: MilestoneKind;
  /** Whether it is planned, estimated or has happened. */
  @Field(oneOf(CLASSIFIERS)) classifier!: Classifier;
  /** When it happens or happened. */
  @Field(time) at!: number;
  /** Code of the place, in the directory of the company that names it. */
  @Field(placeCode) place!: string;
  /** Terminal, depot or berth at the place, e.g. a code of BIC or SMDG. */
  @OptionalField(text(32)) facility?: string;
  /** Whether the container is laden or empty. */
  @OptionalField(oneOf(LOAD_STATES)) load?: LoadState;
  /** Number of the seal that was put on, or taken off. */
  @OptionalField(text(32)) seal?: string;
}

/** A milestone, and the digest of the latest fact of the shipment's custody when it was reported. */
export class MilestoneEntry extends Milestone {
  /** Digest of the latest fact of the shipment's custody when it was reported. */
  @Field(digest) custody!: string;
}

/** Body of `shipment.milestones`. */
export class ShipmentMilestones {
  /** The milestones. */
  @Field(listOf(() => MilestoneEntry, { min: 1, max: LIMITS.bulkMax })) milestones!: MilestoneEntry[];
}

/** `shipment:ReportMilestones`. */
export class MilestoneReporting {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 milestones. */
  @Field(listOf(() => Milestone, { min: 1, max: LIMITS.bulkMax })) milestones!: Milestone[];
}

/** `shipment:QueryMilestones`: those of one shipment. */
export class MilestoneQuery extends PageRequest {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
}

/** A milestone, who reported it, and the ledger time of the report. */
export class MilestoneRecord extends Milestone {
  /** MSP id of the company that reported it. */
  @Field(mspId) reporter!: string;
  /** Ledger time of the report. */
  @Field(time) reportedAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
