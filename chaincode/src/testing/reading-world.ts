import { generateKeyPairSync } from 'node:crypto';
import {
  createSigner,
  decodeBatch,
  encodeBatch,
  type BatchContext,
  type Reading,
  type Signer,
} from '@kontti/model';
import { MEMORY_SCOPE } from './memory-stub';
import { COMPANIES, NOON_MS, createWorld, shipmentOf, type World } from './world';

/** A registered device of the forwarder in a shipment that must stay between 2 and 8 °C. */
export interface ReadingWorld extends World {
  readonly signer: Signer;
  readonly context: BatchContext;
}

export const DEVICE = `${COMPANIES.forwarder}/tracker`;
export const SHIPMENT = `${COMPANIES.forwarder}/cold`;

/** A {@link World} with that device and shipment. */
export async function createReadingWorld(): Promise<ReadingWorld> {
  const world = await createWorld();
  const as = world.admins.forwarder;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const device = { deviceId: DEVICE, publicKey: spki };
  await world.ledger.submit({ as, method: 'company:RegisterDevice', request: device });
  const conditions = { temperatureMinMilliC: 2000, temperatureMaxMilliC: 8000 };
  const shipment = { ...shipmentOf('cold'), conditions };
  await world.ledger.submit({ as, method: 'shipment:Consign', request: shipment });
  const context = { ...MEMORY_SCOPE, device: DEVICE, shipment: SHIPMENT, container: 'CSQU3054383' };
  return { ...world, signer: createSigner(privateKey), context };
}

/** Readings a minute apart with these temperatures, from a sequence number on. */
function readingsOf(firstSequence: number, temperatures: readonly number[]): Reading[] {
  return temperatures.map((temperatureMilliC, index) => ({
    sequence: firstSequence + index,
    at: NOON_MS + (firstSequence + index) * 60_000,
    temperatureMilliC,
  }));
}

/** A batch as its device signed it. */
export interface SignedBatch {
  readonly bytes: Buffer;
  readonly digest: string;
  /** As `reading:Submit` takes it. */
  readonly text: string;
  readonly firstSequence: number;
  readonly count: number;
}

/** A batch with these temperatures that follows another one, or is the first; signed by the world's device unless another signer is given. */
export function batchOf(
  world: ReadingWorld,
  batch: {
    readonly temperatures: readonly number[];
    readonly after?: Pick<SignedBatch, 'firstSequence' | 'count' | 'digest'>;
    readonly context?: Partial<BatchContext>;
    readonly signer?: Signer;
  },
): SignedBatch {
  const { temperatures, after, context, signer = world.signer } = batch;
  const firstSequence = after === undefined ? 0 : after.firstSequence + after.count;
  const previous =
    after === undefined ? {} : { previousSequence: after.firstSequence, previousDigest: after.digest };
  const readings = readingsOf(firstSequence, temperatures);
  const bytes = encodeBatch({ ...world.context, ...previous, ...context }, readings, signer);
  const { digest } = decodeBatch(bytes);
  return { bytes, digest, text: bytes.toString('base64'), firstSequence, count: readings.length };
}
