import type { Batch, Conditions, Excursion } from '@kontti/model';
import {
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  findExcursions,
  ModelError,
  ownerOf,
  parseKey,
} from '@kontti/model';
import { toDated } from '../times';
import type { Dated } from '../times';
import type { DecodedTransaction } from './block-decoder';
import type { EventContent } from './expand-fact';
import type { ProofScope, UnprovenFact, UnprovenReason } from './proof';
import type { ReadingRegistry } from './reading-registry';

/** A batch that its registered device signed. `verifyBatch` reads `bytes`. */
export interface ReadingSubmitted {
  readonly deviceId: string;
  readonly shipmentId: string;
  readonly container: string | undefined;
  readonly firstSequence: number;
  readonly count: number;
  /** Event times of the first and the last reading. */
  readonly from: Date;
  readonly to: Date;
  readonly previousDigest: string | undefined;
  readonly bytes: Uint8Array;
}

/** What a batch shows outside the conditions of its shipment; computed here from the signed readings. */
export interface ReadingExcursion {
  readonly deviceId: string;
  readonly shipmentId: string;
  /** Of the batch. */
  readonly firstSequence: number;
  readonly conditions: Conditions;
  readonly excursions: readonly Dated<Excursion>[];
}

/** Events of readings by type. */
export interface ReadingEventBodies {
  readonly 'reading.submitted': ReadingSubmitted;
  readonly 'reading.excursion': ReadingExcursion;
}

/** Judges the batches of a transaction. */
export interface ReadingProver {
  prove(transaction: DecodedTransaction): Promise<{
    readonly proven: readonly EventContent[];
    readonly unproven: readonly UnprovenFact[];
  }>;
}

/** Makes a prover for batches that were signed for this channel and chaincode. */
export function createReadingProver(options: {
  readonly registry: ReadingRegistry;
  readonly scope: ProofScope;
}): ReadingProver {
  return {
    async prove(transaction) {
      const batches = [...transaction.writes].filter(([key]) => parseKey(key)?.kind === 'batch');
      const judged = await Promise.all(
        batches.map(([key, bytes]) => judge({ ...options, transaction }, { key, bytes })),
      );
      return {
        proven: judged.flatMap((each) => (Array.isArray(each) ? each : [])),
        unproven: judged.flatMap((each) => (Array.isArray(each) ? [] : [each])),
      };
    },
  };
}

interface Court {
  readonly registry: ReadingRegistry;
  readonly scope: ProofScope;
  readonly transaction: DecodedTransaction;
}

interface WrittenBatch {
  readonly key: string;
  readonly bytes: Uint8Array;
}

async function judge(court: Court, { key, bytes }: WrittenBatch): Promise<EventContent[] | UnprovenFact> {
  const batch = readBatch(bytes);
  if (batch === undefined || !isInPlace(batch, { key, scope: court.scope })) {
    return { key, reason: 'malformed' };
  }
  if (!court.transaction.absent.has(key)) {
    return { key, reason: 'rewritten' };
  }
  const reason = await reasonAgainst(court, batch);
  return reason === undefined ? await batchToEvents(court, { key, bytes, batch }) : { key, reason };
}

function readBatch(bytes: Uint8Array): Batch | undefined {
  try {
    return decodeBatch(bytes);
  } catch (error) {
    if (error instanceof ModelError) {
      return undefined;
    }
    throw error;
  }
}

/** Signed for this ledger, and under the key of its device and number. */
function isInPlace({ header }: Batch, place: { readonly key: string; readonly scope: ProofScope }): boolean {
  const parsed = parseKey(place.key);
  return (
    parsed?.kind === 'batch' &&
    parsed.parts.device === header.device &&
    parsed.parts.firstSequence === header.firstSequence &&
    header.channel === place.scope.channel &&
    header.chaincode === place.scope.chaincode
  );
}

async function reasonAgainst(
  { registry, transaction }: Court,
  batch: Batch,
): Promise<UnprovenReason | undefined> {
  const device = await registry.findDevice(batch.header.device);
  if (device === undefined) {
    return 'unregistered';
  }
  if (device.revokedAtMs !== undefined && transaction.timestampMs > device.revokedAtMs) {
    return 'revoked';
  }
  try {
    checkBatchSignature(batch, device.publicKey);
    checkBatchRoot(batch);
    return undefined;
  } catch (error) {
    if (error instanceof ModelError) {
      return error.code === 'SIGNATURE' ? 'unsigned' : 'malformed';
    }
    throw error;
  }
}

async function batchToEvents(
  { registry, transaction }: Court,
  { key, bytes, batch }: WrittenBatch & { readonly batch: Batch },
): Promise<EventContent[]> {
  const {
    device: deviceId,
    shipment: shipmentId,
    container,
    firstSequence,
    count,
    from,
    to,
    previousDigest,
  } = batch.header;
  const conditions = await registry.findConditions(shipmentId);
  const excursions = toDated(findExcursions(batch.readings, conditions));
  const common = {
    key,
    digest: batch.digest,
    index: undefined,
    vouchers: [ownerOf(deviceId)],
    ref: undefined,
    ledgerTimeMs: transaction.timestampMs,
  };
  const submitted: ReadingSubmitted = {
    deviceId,
    shipmentId,
    container,
    firstSequence,
    count,
    from: new Date(from),
    to: new Date(to),
    previousDigest,
    bytes,
  };
  const excursion: ReadingExcursion = { deviceId, shipmentId, firstSequence, conditions, excursions };
  return [
    { ...common, type: 'reading.submitted', body: submitted },
    ...(excursions.length > 0 ? [{ ...common, type: 'reading.excursion', body: excursion } as const] : []),
  ];
}
