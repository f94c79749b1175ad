import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { assetId, digest, ref, sequence, time } from '../validation/identifiers';
import { flag, integer, oneOf } from '../validation/rule';
import { checkTimeOrder } from '../validation/time-order';

/** What an update of a transport says: new estimates, an actual departure, an actual arrival, or that it will not run. */
export const TRANSPORT_UPDATE_KINDS = ['estimated', 'departed', 'arrived', 'cancelled'] as const;

/** One of {@link TRANSPORT_UPDATE_KINDS}. */
export type TransportUpdateKind = (typeof TRANSPORT_UPDATE_KINDS)[number];

const TIMES_OF_KIND = {
  estimated: { needs: [], refuses: [] },
  departed: { needs: ['departure'], refuses: [] },
  arrived: { needs: ['arrival'], refuses: [] },
  cancelled: { needs: [], refuses: ['departure', 'arrival'] },
} as const satisfies Record<TransportUpdateKind, object>;

/**
 * Update `sequence` (from 1) of a transport. `estimated` has at least one estimated time; `departed` the actual departure
 * and perhaps an estimated arrival; `arrived` the actual arrival and perhaps the actual departure; `cancelled` no time.
 */
@Check<TransportUpdate>((update, field) => {
  const { needs, refuses } = TIMES_OF_KIND[update.kind];
  for (const name of needs) {
    if (update[name] === undefined) {
      throw new ModelError({
        code: 'FIELD_MISSING',
        field: memberPath(field, name),
        rule: `with ${update.kind}`,
      });
    }
  }
  for (const name of refuses) {
    if (update[name] !== undefined) {
      throw new ModelError({
        code: 'FIELD_CONFLICT',
        field: memberPath(field, name),
        rule: `not with ${update.kind}`,
      });
    }
  }
  if (update.kind === 'estimated' && update.departure === undefined && update.arrival === undefined) {
    throw new ModelError({
      code: 'FIELD_MISSING',
      field: memberPath(field, 'arrival'),
      rule: 'departure or arrival',
    });
  }
  checkTimeOrder(update.departure, update.arrival, memberPath(field, 'arrival'));
})
export class TransportUpdate {
  /** Id of the transport, `<operator's MSP id>/<local id>`. */
  @Field(assetId) transportId!: string;
  /** Number of the update, from 1; the next one has to follow the latest. */
  @Field(sequence) sequence!: number;
  /** What the update says. */
  @Field(oneOf(TRANSPORT_UPDATE_KINDS)) kind!: TransportUpdateKind;
  /** Departure: actual for `departed` and `arrived`, else estimated. */
  @OptionalField(time) departure?: number;
  /** Arrival: actual for `arrived`, else estimated. */
  @OptionalField(time) arrival?: number;
}

/** `transport:Update`. */
export class TransportUpdating {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 updates. */
  @Field(listOf(() => TransportUpdate, { min: 1, max: LIMITS.bulkMax })) updates!: TransportUpdate[];
}

/**
 * An update with what the contract derives: the delay that follows from it and the plan (absent where no arrival is known), whether
 * this delay is news, and which fact it follows.
 */
export class TransportUpdateEntry extends TransportUpdate {
  /** Minutes, negative when early. */
  @OptionalField(integer(-LIMITS.delayMinutesMax, LIMITS.delayMinutesMax)) delayMinutes?: number;
  /** True when the transport is late by another delay than was known before; else absent. */
  @OptionalField(flag) isNewDelay?: boolean;
  /** Digest of the fact before: the update before this one, or the plan. Absent where the same fact has the update before. */
  @OptionalField(digest) previous?: string;
}

/** Body of `transport.updated`. */
export class TransportsUpdated {
  /** The updates, with what follows from each. */
  @Field(listOf(() => TransportUpdateEntry, { min: 1, max: LIMITS.bulkMax }))
  updates!: TransportUpdateEntry[];
}
