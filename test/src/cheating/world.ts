import type { Wallet } from '@kontti/client-sdk';
import { colluders, startConsortium, victim, type Consortium } from './consortium';

/** Where one company colludes alone, it is both. */
export const [alpha = '', beta = alpha] = colluders;
export const programme = `${victim}/miles`;
export const transportId = `${victim}/F-1`;
/** Consigned by the victim to Alpha, still with the victim. */
export const shipmentId = `${victim}/S-1`;

/** What stands on the ledger before anybody cheats. */
export interface World extends AsyncDisposable {
  readonly consortium: Consortium;
  readonly wallet: Wallet;
  /** A lot of the wallet that is not spent, and one that is. */
  readonly freshLot: string;
  readonly spentLot: string;
}

const glns = ['0000000000017', '0000000000024', '0000000000031', '6400000000002'];

async function bookPoints(consortium: Consortium, wallet: Wallet): Promise<void> {
  const { loyalty } = consortium.client(victim);
  await loyalty.setTerms({
    programme,
    version: 0,
    milliPointsPerKm: 1000,
    compensation: [{ delayMinutesMin: 60, points: 500n }],
    validityDays: 365,
    pointValue: { currency: 'EUR', minorPer1000Points: 800n },
    partners: [alpha],
  });
  const holder = wallet.holderIn(programme);
  await loyalty.accrue({
    programme,
    ref: 'accruals',
    accruals: [
      { holder, transportId },
      { holder, transportId },
    ],
  });
}

/** Four registered companies; the victim has a device, a transport, a shipment, a programme and two lots, one of them spent. */
export async function createWorld(): Promise<World> {
  const consortium = await startConsortium();
  const honest = consortium.client(victim);
  for (const [index, mspId] of [...colluders, victim].entries()) {
    const { companies } = consortium.client(mspId);
    await companies.register({ name: `Example ${mspId}`, gln: glns[index] ?? '', jurisdiction: 'FI' });
  }
  await honest.companies.registerPlaces({
    ref: 'places',
    places: [
      { code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 },
      { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_779_000 },
    ],
  });
  await honest.companies.registerDevice({
    deviceId: `${victim}/D-1`,
    publicKey: honest.readings.device({ deviceId: `${victim}/D-1` }).publicKey,
  });
  await honest.transports.plan({
    ref: 'plan',
    transports: [
      {
        transportId,
        mode: 'air',
        number: 'EX 1',
        from: 'HEL',
        to: 'JFK',
        departurePlanned: '2026-01-31T08:00:00Z',
        arrivalPlanned: '2026-01-31T16:00:00Z',
        distanceMeters: 6_600_000,
      },
    ],
  });
  await honest.shipments.consign({
    shipmentId,
    consignee: alpha,
    ssccs: [],
    items: [],
    legs: [transportId],
    origin: 'HEL',
    destination: 'JFK',
    documents: [],
  });
  const wallet = honest.loyalty.wallet();
  await bookPoints(consortium, wallet);
  const spentLot = `${victim}/accruals/0`;
  const order = { programme, ref: 'meal', inputs: [spentLot], amount: 100n, partner: alpha };
  await consortium.client(alpha).loyalty.redeem(wallet.signRedemption(order));
  return {
    consortium,
    wallet,
    freshLot: `${victim}/accruals/1`,
    spentLot,
    [Symbol.asyncDispose]: () => consortium[Symbol.asyncDispose](),
  };
}
