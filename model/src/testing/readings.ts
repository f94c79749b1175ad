import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { LIMITS } from '../limits';
import type { BatchContext } from '../reading/batch';
import { READING_COLUMNS, type Reading } from '../reading/reading';
import { createSigner, type Signer } from '../signing';

/** A device that exists for one test. */
interface TestDevice {
  readonly signer: Signer;
  readonly publicKey: string;
}

/** Makes a device with a new key. */
export function createDevice(keyType: 'P-256' | 'Ed25519'): TestDevice {
  const { publicKey, privateKey } =
    keyType === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { signer: createSigner(privateKey), publicKey: spki.toString('base64') };
}

/** What a first batch says of itself. */
export const FIRST_BATCH: BatchContext = {
  channel: 'mychannel',
  chaincode: 'kontti',
  device: 'KouvolaMSP/d-1',
  shipment: 'KouvolaMSP/S-1',
};

/** A first batch's readings of any length, times and presence within the bounds. */
export function anyReadings(countMax: number): fc.Arbitrary<Reading[]> {
  const quantities = Object.fromEntries(
    READING_COLUMNS.map(({ name, min, max }) => [
      name,
      fc.option(fc.integer({ min, max }), { nil: undefined }),
    ]),
  ) as Record<(typeof READING_COLUMNS)[number]['name'], fc.Arbitrary<number | undefined>>;
  const at = fc.oneof(fc.integer({ min: 0, max: LIMITS.timeMsMax }), fc.constantFrom(0, LIMITS.timeMsMax));
  return fc
    .array(fc.record({ at, ...quantities }), { minLength: 1, maxLength: countMax })
    .map((drafts) => drafts.sort((left, right) => left.at - right.at).map(toReading));
}

function toReading(
  draft: { at: number } & Partial<Record<string, number | undefined>>,
  sequence: number,
): Reading {
  const half = (draft['latitudeE7'] === undefined) !== (draft['longitudeE7'] === undefined);
  const present = Object.entries(draft).filter(
    ([name, value]) => value !== undefined && !(half && ['latitudeE7', 'longitudeE7'].includes(name)),
  );
  return { ...Object.fromEntries(present), sequence, at: draft.at };
}
