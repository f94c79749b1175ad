import {
  findBreaches,
  KonttiError,
  verifyBatch,
  type Device,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = {
  lessor: 'LessorMSP',
  lessee: 'LesseeMSP',
  workshop: 'WorkshopMSP',
  stranger: 'StrangerMSP',
};
const AGREEMENT = `${COMPANIES.lessee}/car-9`;
const DAY_MS = 86_400_000;
type Days = (days: number) => Date;

/** What the car showed: days ago, and metres. */
const SHOWN = [
  { days: -40, odometerM: 3_900_000 },
  { days: -20, odometerM: 7_600_000 },
  { days: -2, odometerM: 12_250_000 },
];

/** A leased car says itself how far it went; at the end the lessee keeps it, with the device in it. */
export const car: Story = {
  about:
    'a leased car whose device reads the odometer under the lease, a workshop by grant, and the car with its device bought in the end',
  companies: COMPANIES,

  async run(stage) {
    const { client } = stage;
    const nowMs = Date.now();
    const inDays: Days = (days) => new Date(nowMs + days * DAY_MS);
    const record = recorderOf(inDays);
    const [lessor, lessee] = [client('lessor'), client('lessee')];
    const device = await deviceOf(lessor, 'box-9');
    const early = await codeOf(record(lessor, device, SHOWN.slice(0, 1)));
    await lease(stage, inDays);
    const box = await lessor.readings.restoreDevice({
      deviceId: device.deviceId,
      privateKey: device.exportPrivateKey(),
    });
    for (const shown of SHOWN) await record(lessor, box, [shown]);

    // The workshop reads the odometer by its own device, under a grant; a stranger has none.
    await lessee.readings.grantReadings({
      ...{ kind: 'agreement', subjectId: AGREEMENT, company: COMPANIES.workshop },
    });
    const tester = await deviceOf(client('workshop'), 'tester-1');
    await record(client('workshop'), tester, [{ days: -1, odometerM: 12_260_000 }]);
    const foreign = await deviceOf(client('stranger'), 'box-1');
    const stranger = await codeOf(record(client('stranger'), foreign, SHOWN.slice(0, 1)));

    // The lessee buys the car: its device goes over, and reads on for its new owner.
    const { deviceId } = box;
    await lessor.devices.offer({ deviceId, to: COMPANIES.lessee, expiresAt: inDays(1) });
    await lessee.devices.accept({ deviceId });
    const { block } = await record(lessee, box, [{ days: 0, odometerM: 12_300_000 }]);

    const terms = { from: inDays(-100), to: inDays(265), kilometres: 36_500, toleranceKm: 500 };
    const series = await client('workshop').readings.series({ agreementId: AGREEMENT });
    const odometer = series.quantities.find(({ name }) => name === 'odometerM');
    const found = figuresOf(await stage.events('stranger', block));
    const breaches = findBreaches(terms, found.readings);
    return [
      { name: 'readings under the lease', expected: series.readings, found: found.readings.length },
      { name: 'metres in the end', expected: odometer?.max ?? 0, found: found.metres },
      {
        name: 'companies that vouch for them',
        expected: Object.values(COMPANIES).slice(0, 3).sort().join(),
        found: found.vouchers,
      },
      {
        name: 'too far for the time, in kilometres',
        expected: '1950, 1860, 1800',
        found: breaches.map(({ excess }) => excess).join(', '),
      },
      { name: 'a reading before the lease was agreed to', expected: 'UNKNOWN_AGREEMENT', found: early },
      { name: 'a reading of a stranger', expected: 'NOT_A_PARTY', found: stranger },
      { name: 'handovers of the device', expected: 1, found: found.handovers },
    ];
  },
};

async function deviceOf({ mspId, readings, companies }: KonttiClient, name: string): Promise<Device> {
  const device = readings.device({ deviceId: `${mspId}/${name}` });
  await companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
  return device;
}

/** Records what an odometer showed under the lease. */
function recorderOf(inDays: Days) {
  return async (
    { readings }: KonttiClient,
    device: Device,
    shown: readonly { readonly days: number; readonly odometerM: number }[],
  ): Promise<{ readonly block: bigint }> => {
    const measured = shown.map(({ days, odometerM }) => ({ at: inDays(days), odometerM }));
    const { bytes } = device.sign({ agreementId: AGREEMENT }, measured);
    return await readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
  };
}

/** The right to drive for two instalments, in one deal that both agree to. */
async function lease({ client }: Stage, inDays: Days): Promise<void> {
  const [lessor, lessee] = [client('lessor'), client('lessee')];
  const cars = `${lessor.mspId}/cars`;
  await lessor.licences.open({ classId: cars, unit: 'car', transfer: 'free' });
  await lessor.licences.grant({
    classId: cars,
    ref: 'car-9',
    to: lessor.mspId,
    uses: 1n,
    until: inDays(365),
  });
  const classId = `${lessee.mspId}/debts`;
  await lessee.settlement.open({ classId, unit: 'EUR cent' });
  const dueAt = [inDays(30), inDays(60)];
  const signed = { ref: 'car-9', rightId: `${lessor.mspId}/car-9/0`, classId, amount: 80_000n, dueAt };
  await lessee.leases.sign({ ...signed, expiresAt: inDays(2) });
  const { digest } = await lessor.deals.get({ dealId: AGREEMENT });
  await lessor.trade.accept({ dealId: AGREEMENT, digest });
}

/** What the facts say about the agreement, read from the bytes that devices signed. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const keys = new Map(
    facts.flatMap((event) =>
      event.type === 'device.registered'
        ? [[event.key.replace('device/', ''), event.body.publicKey] as const]
        : [],
    ),
  );
  const submitted = facts.filter((event) => event.type === 'reading.submitted');
  const readings = submitted.flatMap(({ body: { bytes, deviceId } }) => {
    const batch = verifyBatch({ bytes, publicKey: keys.get(deviceId) ?? '' });
    return batch.readings.map(({ at, odometerM = 0 }) => ({ at, odometerKm: Math.floor(odometerM / 1_000) }));
  });
  const metres = submitted.flatMap(({ body: { bytes, deviceId } }) =>
    verifyBatch({ bytes, publicKey: keys.get(deviceId) ?? '' }).readings.map(
      ({ odometerM = 0 }) => odometerM,
    ),
  );
  return {
    readings,
    metres: Math.max(...metres),
    vouchers: [...new Set(submitted.flatMap(({ vouchers }) => vouchers))].sort().join(),
    handovers: facts.filter((event) => event.type === 'device.accepted').length,
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'taken',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}
