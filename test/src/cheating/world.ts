import type { Wallet } from '@kontti/client-sdk';
import { colluders, startConsortium, victim, type Consortium } from './consortium';

/** Where one company colludes alone, it is both. */
export const [alpha = '', beta = alpha] = colluders;
export const programme = `${victim}/miles`;
export const transportId = `${victim}/F-1`;
/** The other flight of the same traveller. */
export const returnId = `${victim}/F-2`;
/** Consigned by the victim to Alpha, still with the victim. */
export const shipmentId = `${victim}/S-1`;

/** What is on the ledger before anybody cheats. */
export interface World extends AsyncDisposable {
  readonly consortium: Consortium;
  readonly wallet: Wallet;
  /** A lot of the wallet that is not spent, and one that is. */
  readonly freshLot: string;
  readonly spentLot: string;
}

/** The least that a holder can ask for. */
export const NO_VALUE = { currency: 'EUR', minor: 0n };

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
      { holder, transportId: returnId },
    ],
  });
}

/** The plan of a flight from Helsinki to New York. */
export function flightOf(id: string) {
  return {
    transportId: id,
    mode: 'air',
    number: 'EX 1',
    from: 'HEL',
    to: 'JFK',
    departurePlanned: '2026-01-31T08:00:00Z',
    arrivalPlanned: '2026-01-31T16:00:00Z',
    distanceMeters: 6_600_000,
  } as const;
}

/** Goods that a company consigns from Helsinki to New York. */
export function goodsOf(shipment: string, consignee: string) {
  return {
    shipmentId: shipment,
    consignee,
    ssccs: [],
    items: [],
    legs: [] as string[],
    origin: 'HEL',
    destination: 'JFK',
    documents: [],
  };
}

/** Places that a company needs in its own directory before it can plan or consign. */
export const PLACES = [
  { code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 },
  { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_779_000 },
];

/** Four registered companies; the victim has a device, a transport, a shipment, a programme and two lots, one of them spent. */
export async function createWorld(): Promise<World> {
  const consortium = await startConsortium();
  const honest = consortium.client(victim);
  for (const [index, mspId] of [...colluders, victim].entries()) {
    const { companies } = consortium.client(mspId);
    await companies.register({ name: `Example ${mspId}`, gln: glns[index] ?? '', jurisdiction: 'FI' });
  }
  await honest.companies.registerPlaces({ ref: 'places', places: PLACES });
  await honest.companies.registerDevice({
    deviceId: `${victim}/D-1`,
    publicKey: honest.readings.device({ deviceId: `${victim}/D-1` }).publicKey,
  });
  await honest.transports.plan({ ref: 'plan', transports: [flightOf(transportId), flightOf(returnId)] });
  await honest.shipments.consign({ ...goodsOf(shipmentId, alpha), legs: [transportId] });
  const wallet = honest.loyalty.wallet();
  await bookPoints(consortium, wallet);
  const spentLot = `${victim}/accruals/0`;
  const inputs = [await honest.loyalty.getLot({ lotId: spentLot })];
  const order = { programme, ref: 'meal', inputs, amount: 100n, partner: alpha, valueMin: NO_VALUE };
  await consortium.client(alpha).loyalty.redeem(wallet.signRedemption(order));
  return {
    consortium,
    wallet,
    freshLot: `${victim}/accruals/1`,
    spentLot,
    [Symbol.asyncDispose]: () => consortium[Symbol.asyncDispose](),
  };
}
