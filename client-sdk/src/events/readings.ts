import {
  findExcursions,
  foundOrAbsent,
  presentOf,
  readChangedDevice,
  readSubject,
  readingSubmitted,
  subjectOf,
  verifyBatchBytes,
} from '@kontti/model';
import type {
  AnyFact,
  Batch,
  BatchEntry,
  Conditions,
  Excursion,
  Fact,
  FactReader,
  ReadingsSubmitted,
  SubjectFields,
} from '@kontti/model';
import { toDated } from '../times';
import type { Dated } from '../times';

/** A batch that its registered device signed. `verifyBatch` reads `bytes`. */
export interface ReadingSubmitted {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** Id of the shipment, `<consignor's MSP id>/<local id>`; absent where the batch is about something else. */
  readonly shipmentId: string | undefined;
  /** Id of the site, `<owner's MSP id>/<local id>`. */
  readonly siteId: string | undefined;
  /** Id of the deal that the agreement is. */
  readonly agreementId: string | undefined;
  /** Container or ULD in which the device travels; absent where the batch names none. */
  readonly container: string | undefined;
  /** Number of the batch's first reading. */
  readonly firstSequence: number;
  /** How many readings. */
  readonly count: number;
  /** Event times of the first and the last reading. */
  readonly from: Date;
  /** Event time of the last reading. */
  readonly to: Date;
  /** Hex of what the device signed. */
  readonly digest: string;
  /** Digest of the device's batch before; absent in its first. */
  readonly previousDigest: string | undefined;
  /** The batch as its device signed it. */
  readonly bytes: Uint8Array;
}

/** What a batch shows outside the conditions of its shipment or site; computed here from the signed readings. */
export interface ReadingExcursion {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** Id of the shipment, `<consignor's MSP id>/<local id>`; absent where the batch is about something else. */
  readonly shipmentId: string | undefined;
  /** Id of the site, `<owner's MSP id>/<local id>`. */
  readonly siteId: string | undefined;
  /** Id of the deal that the agreement is. */
  readonly agreementId: string | undefined;
  /** Of the batch. */
  readonly firstSequence: number;
  /** What the goods bear; readings outside are excursions. */
  readonly conditions: Conditions;
  /** What was outside, by kind. */
  readonly excursions: readonly Dated<Excursion>[];
}

/** Events of readings by type. */
export interface ReadingEventBodies {
  /** A batch was recorded. */
  readonly 'reading.submitted': ReadingSubmitted;
  /** A batch shows something outside the conditions of its shipment or site. */
  readonly 'reading.excursion': ReadingExcursion;
}

/** What an entry of a submission means as events, or why it does not count. */
type EntryEvents =
  | readonly { readonly type: keyof ReadingEventBodies; readonly body: object }[]
  | 'unsigned'
  | 'malformed'
  | 'void';

/** True for a submission of batches: its attachments are the batches' bytes. */
export function isSubmission(fact: AnyFact): fact is Fact<'reading.submitted', ReadingsSubmitted> {
  return fact.type === readingSubmitted.type;
}

/** Checks one batch of a submission that holds as far as the facts show, and what it shows outside its shipment's conditions. */
export async function entryToEvents(
  reader: FactReader,
  batch: { readonly entry: BatchEntry; readonly bytes: Uint8Array },
): Promise<EntryEvents> {
  const { entry, bytes } = batch;
  const device = foundOrAbsent(await readChangedDevice(reader, entry.device));
  const about = await readSubject(reader, subjectOf(entry));
  if (device === undefined || about === undefined) {
    return 'void';
  }
  const { change = 0 } = entry;
  const { publicKey } = device.epochs.find((epoch) => epoch.change === change) ?? presentOf(device);
  const verified = verifyBatchBytes(bytes, { entry, publicKey, ...reader.scope });
  if (typeof verified === 'string') {
    return verified;
  }
  const { conditions = {} } = about;
  const submitted = { type: 'reading.submitted', body: toSubmitted(verified, bytes) } as const;
  const excursions = findExcursions(verified.columns, conditions);
  if (excursions.length === 0) {
    return [submitted];
  }
  const { device: deviceId, firstSequence } = entry;
  const dated = toDated(excursions);
  const body: ReadingExcursion = {
    ...{ deviceId, ...toSubject(entry), firstSequence, conditions },
    excursions: dated,
  };
  return [submitted, { type: 'reading.excursion', body }];
}

function toSubmitted({ header, digest }: Batch, bytes: Uint8Array): ReadingSubmitted {
  const { device, container, firstSequence, count, from, to, previousDigest } = header;
  return {
    deviceId: device,
    ...toSubject(header),
    container,
    firstSequence,
    count,
    from: new Date(from),
    to: new Date(to),
    digest,
    previousDigest,
    bytes,
  };
}

function toSubject({ shipment: shipmentId, site: siteId, agreement: agreementId }: SubjectFields) {
  return { shipmentId, siteId, agreementId };
}
