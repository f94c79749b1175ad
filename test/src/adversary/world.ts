import { createHash } from 'node:crypto';
import type { Device, Wallet } from '@kontti/client-sdk';
import { ERRORS, KonttiError } from '@kontti/client-sdk';
import { CONTRACT_ERRORS, MODEL_ERRORS } from '@kontti/model';
import { PLACES, flightOf, goodsOf } from '../cheating/world';
import { unlessLockedOut } from './locked-out';
import type { Seeded } from './seeded';
import type { Stage } from './stage';
import { TRADE_STEPS, createHonestTrade, trade, type HonestTrade, type TradeStep } from './world-trade';

const GLNS = ['0000000000017', '0000000000024', '0000000000031', '6400000000002'];

/** What the honest company has done so far, and with whom: the model that its reads and events are compared with. */
export interface HonestWorld {
  readonly programme: string;
  readonly wallet: Wallet;
  readonly device: Device;
  readonly transports: string[];
  /** Number of updates of each transport. */
  readonly updates: Map<string, number>;
  /** Shipments that it consigned and still has. */
  readonly kept: string[];
  /** Shipments that it consigned and handed to another company. */
  readonly given: string[];
  /** Digests of all facts that it vouched for, as its own receipts say. */
  readonly vouched: Set<string>;
  readonly trade: HonestTrade;
  steps: number;
}

/** Registers all companies, and gives the honest one something to lose. */
export async function createHonestWorld(stage: Stage): Promise<HonestWorld> {
  const { honest, others, client } = stage;
  for (const [index, mspId] of [honest, ...others].entries()) {
    const { companies } = stage.clientOf(mspId);
    await companies.register({ name: `Example ${mspId}`, gln: GLNS[index] ?? '', jurisdiction: 'FI' });
    await companies.registerPlaces({ ref: 'places', places: PLACES });
  }
  const device = client.readings.device({ deviceId: `${honest}/D-1` });
  const vouched = new Set<string>();
  const note = ({ result }: { readonly result: { readonly digest: string } }): void => {
    vouched.add(result.digest);
  };
  const world: HonestWorld = {
    programme: `${honest}/miles`,
    wallet: client.loyalty.wallet(),
    device,
    transports: [],
    updates: new Map(),
    kept: [],
    given: [],
    vouched,
    trade: await createHonestTrade(stage, note),
    steps: 0,
  };
  for (const key of [`company/${honest}/0`, `places/${honest}/places`]) {
    world.vouched.add((await client.companies.getFactStatus({ key })).digest ?? '');
  }
  note(await client.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey }));
  note(
    await client.companies.setRule({
      assetType: 'transport',
      version: 0,
      rule: `OR('{self}', '${others[0] ?? honest}')`,
    }),
  );
  note(
    await client.loyalty.setTerms({
      programme: world.programme,
      version: 0,
      milliPointsPerKm: 1000,
      compensation: [],
      validityDays: 365,
      pointValue: { currency: 'EUR', minorPer1000Points: 800n },
      partners: [...others],
    }),
  );
  for (let step = 0; step < STEPS.length; step += 1) await takeStep(stage, world, STEPS[step]);
  return world;
}

/** Changes of the honest device: each is read whenever the device is. */
const RENEWALS_MAX = 8;

const STEPS = [
  ...(['plan', 'update', 'consign', 'measure', 'accrue', 'consign', 'handOver', 'report', 'renew'] as const),
  ...TRADE_STEPS,
] as const;
type Step = (typeof STEPS)[number];
const isTradeStep = (step: Step): step is TradeStep => (TRADE_STEPS as readonly string[]).includes(step);

/** The honest company goes on with its business, whatever the others do. */
export async function takeSomeStep(stage: Stage, world: HonestWorld, seeded: Seeded): Promise<void> {
  await takeStep(stage, world, seeded.pick(STEPS));
}

async function takeStep(stage: Stage, world: HonestWorld, step: Step = 'plan'): Promise<void> {
  const { honest, client } = stage;
  world.steps += 1;
  const ref = `step-${world.steps}`;
  const note = ({ result }: { readonly result: { readonly digest: string } }): void => {
    world.vouched.add(result.digest);
  };
  const latest = world.transports.at(-1) ?? '';
  const kept = world.kept.at(-1) ?? '';
  if (isTradeStep(step)) {
    await trade(stage, { trade: world.trade, ref, note }, step);
  } else if (step === 'plan') {
    const transportId = `${honest}/F-${world.steps}`;
    note(await client.transports.plan({ ref, transports: [flightOf(transportId)] }));
    world.transports.push(transportId);
  } else if (step === 'update') {
    const sequence = (world.updates.get(latest) ?? 0) + 1;
    const arrival = new Date(Date.parse('2026-01-31T17:00:00Z') + sequence * 60_000);
    const update = { transportId: latest, sequence, kind: 'estimated', arrival } as const;
    note(await client.transports.update({ ref, updates: [update] }));
    world.updates.set(latest, sequence);
  } else if (step === 'consign') {
    const shipmentId = `${honest}/S-${world.steps}`;
    const conditions = { temperatureMaxMilliC: 8000 };
    note(await client.shipments.consign({ ...goodsOf(shipmentId, stage.others[0] ?? ''), conditions }));
    world.kept.push(shipmentId);
  } else if (step === 'measure') {
    const at = new Date(Date.parse('2026-01-31T09:00:00Z') + world.steps * 60_000);
    const { bytes } = world.device.sign({ shipmentId: kept }, [{ at, temperatureMilliC: 30_000 }]);
    await client.readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
    const { previousSequence = 0 } = world.device.state();
    const { fact } = await client.readings.getBatch({
      deviceId: world.device.deviceId,
      firstSequence: previousSequence,
    });
    world.vouched.add((await client.companies.getFactStatus({ key: fact })).digest ?? '');
  } else if (step === 'renew') {
    const { deviceId } = world.device;
    const { nextChange } = await client.companies.getDevice({ deviceId });
    if (nextChange > RENEWALS_MAX) return;
    const sha256 = createHash('sha256').update(ref).digest('hex');
    note(await client.devices.recordFirmware({ deviceId, version: ref, sha256 }));
  } else if (step === 'accrue') {
    const holder = world.wallet.holderIn(world.programme);
    const transportId = `${honest}/F-a${world.steps}`;
    note(await client.transports.plan({ ref: `${ref}-p`, transports: [flightOf(transportId)] }));
    world.transports.push(transportId);
    note(
      await client.loyalty.accrue({ programme: world.programme, ref, accruals: [{ holder, transportId }] }),
    );
  } else if (step === 'handOver') {
    const [shipmentId] = world.kept.length > 1 ? world.kept.splice(0, 1) : [];
    if (shipmentId === undefined) return;
    const to = stage.others[0] ?? '';
    const { moves } = await client.shipments.get({ shipmentId });
    const move = { shipmentId, sequence: moves + 1 };
    note(await client.shipments.offerCustody({ ...move, to }));
    // Who sealed something else under the key of the acceptance has locked itself out; the honest company takes its offer back.
    const accepted = await unlessLockedOut(() => stage.clientOf(to).shipments.acceptCustody(move));
    note(accepted ?? (await client.shipments.withdrawOffer(move)));
    (accepted === undefined ? world.kept : world.given).push(shipmentId);
  } else {
    const milestone = {
      kind: 'loaded',
      classifier: 'actual',
      at: '2026-01-31T07:00:00Z',
      place: 'HEL',
    } as const;
    note(await client.shipments.reportMilestones({ ref, milestones: [{ shipmentId: kept, ...milestone }] }));
  }
}

const TYPED = new Set([
  ...Object.keys(ERRORS),
  ...Object.keys(CONTRACT_ERRORS),
  ...Object.keys(MODEL_ERRORS),
]);
const FAULTS = new Set(['INTERNAL', 'RESULT_MALFORMED', 'CHAINCODE_FAILED', 'NODE_FAILED', 'TOO_MANY']);

/** True for an error that no content on a ledger may cause. */
export function isFault(error: unknown): boolean {
  return !(error instanceof KonttiError) || !TYPED.has(error.code) || FAULTS.has(error.code);
}
