import {
  deviceToDid,
  firmwareAt,
  KonttiError,
  verifyBatch,
  type Device,
  type DidDocument,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import { createHash, createPublicKey } from 'node:crypto';
import type { Stage, Story } from './story';

const COMPANIES = {
  ...{ works: 'CityWorksMSP', health: 'CityHealthMSP' },
  ...{ operator: 'MeterMSP', next: 'GridMSP' },
};
const SITE = `${COMPANIES.works}/station-7`;
const METERS = 3;
const HOURS = 4;
const WATT_HOURS = 250;
const at = (hour: number): Date => new Date(Date.UTC(2026, 4, 1, hour));
const digestOf = (firmware: string): string => createHash('sha256').update(firmware).digest('hex');

/** What each department keeps is on its own peers alone. */
const COLLECTIONS = ['CityWorksMSP', 'CityHealthMSP'].map((mspId) => ({
  ...{ name: `own_${mspId}`, policy: `OR('${mspId}.member')`, requiredPeerCount: 0, maxPeerCount: 1 },
  ...{ blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
  endorsementPolicy: { signaturePolicy: `OR('${mspId}.peer')` },
}));

/** Meters of a site go from one operator to the next, with new keys and firmware; departments share what they measured and keep their own notes. */
export const meters: Story = {
  about:
    'meters of a site that go to another operator, with new keys and firmware, checked by did:web; departments keep their own records',
  companies: COMPANIES,
  collections: COLLECTIONS,

  async run(stage) {
    const { client } = stage;
    const devices = await install(stage);
    for (const device of devices) await measure(client('operator'), device, 0);
    const renewed = await renew(client('operator'), devices);
    for (const device of renewed) await measure(client('operator'), device, 1);
    const late = await handOver(stage, renewed);
    for (const device of renewed) await measure(client('next'), device, 2);
    const privacy = await keepNotes(stage);

    const works = client('works');
    const records = await Promise.all(devices.map(({ deviceId }) => works.companies.getDevice({ deviceId })));
    const documents = records.map((record) => deviceToDid(record, { host: 'meters.example.com' }).document);
    const series = await works.readings.series({ siteId: SITE });
    const [energy] = series.quantities.filter(({ name }) => name === 'energyWh');
    const facts = await stage.events('health', privacy.block);
    const found = figuresOf(facts, documents);
    const [first] = records;
    const ran = [0, HOURS, 2 * HOURS].map((sequence) => first && firmwareAt(first, { sequence })?.version);
    return [
      { name: 'batches that a key of a DID document signed', expected: 3 * METERS, found: found.signed },
      { name: 'batches of the operator before', expected: 2 * METERS, found: found.byOperator },
      { name: 'batches of the next one', expected: METERS, found: found.byNext },
      { name: 'watt-hours that a meter shows in the end', expected: energy?.max ?? 0, found: found.energy },
      { name: 'readings outside the conditions', expected: 1, found: found.outside },
      { name: 'a batch of the operator after the handover', expected: 'NOT_OWNER', found: late.batch },
      { name: 'a handover that was accepted already', expected: 'STATE', found: late.again },
      {
        name: 'keys by their state',
        expected: 'lost 1, replaced 1, present 3',
        found: keysOf(facts, documents),
      },
      { name: 'firmware at three readings', expected: '1.0.0, 2.0.0, 2.0.0', found: ran.join(', ') },
      { name: 'a note that the other department reads', expected: 'NOT_A_PARTY', found: privacy.other },
      { name: 'notes in facts', expected: 0, found: notesIn(facts) },
    ];
  },
};

/** The city lets both operators attach readings to its site; the first one registers its meters with what they run. */
async function install({ client }: Stage): Promise<readonly Device[]> {
  const { readings } = client('works');
  const conditions = { temperatureMaxMilliC: 60_000 };
  await readings.registerSite({ siteId: SITE, name: 'Station 7', gln: '6400001000018', conditions });
  for (const name of ['operator', 'next'] as const) {
    await readings.grantReadings({ kind: 'site', subjectId: SITE, company: COMPANIES[name] });
  }
  const operator = client('operator');
  const devices = Array.from({ length: METERS }, (_, n) =>
    operator.readings.device({ deviceId: `${COMPANIES.operator}/meter-${n}` }),
  );
  for (const { deviceId, publicKey } of devices) {
    await operator.companies.registerDevice({ deviceId, publicKey });
    await operator.devices.recordFirmware({ deviceId, version: '1.0.0', sha256: digestOf('1.0.0') });
  }
  return devices;
}

/** What a meter shows in the hours of one of three days; one of them is hot once. */
async function measure({ readings }: KonttiClient, device: Device, day: number): Promise<void> {
  const measured = Array.from({ length: HOURS }, (_, n) => ({
    at: at(day * 24 + n),
    energyWh: (day * HOURS + n) * WATT_HOURS,
    temperatureMilliC: device.deviceId.endsWith('-1') && day === 1 && n === 2 ? 64_000 : 40_000,
  }));
  const { bytes } = device.sign({ siteId: SITE }, measured);
  await readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
}

/** One meter gets a new key that its present one proves, one lost its key; all of them get new firmware. */
async function renew({ readings, devices }: KonttiClient, before: readonly Device[]): Promise<Device[]> {
  const after: Device[] = [];
  for (const [n, present] of before.entries()) {
    const { deviceId } = present;
    const next = readings.device({ deviceId });
    if (n === 0) await devices.rotateKey({ deviceId, next, present });
    if (n === 1) await devices.rotateKey({ deviceId, next, lost: 'the secure element broke' });
    await devices.recordFirmware({ deviceId, version: '2.0.0', sha256: digestOf('2.0.0') });
    const privateKey = (n < 2 ? next : present).exportPrivateKey();
    after.push(await readings.restoreDevice({ deviceId, privateKey }));
  }
  return after;
}

/** The next operator takes the meters over; what the one before records then is refused. */
async function handOver(
  { client }: Stage,
  devices: readonly Device[],
): Promise<{ batch: string; again: string }> {
  const [operator, next] = [client('operator'), client('next')];
  for (const { deviceId } of devices) {
    await operator.devices.offer({
      deviceId,
      to: COMPANIES.next,
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    await next.devices.accept({ deviceId });
  }
  const [device] = devices;
  if (device === undefined) throw new TypeError('the story has no meter');
  const { deviceId } = device;
  const copy = await operator.readings.restoreDevice({ deviceId, privateKey: device.exportPrivateKey() });
  return {
    batch: await codeOf(measure(operator, copy, 2)),
    again: await codeOf(next.devices.accept({ deviceId })),
  };
}

const NOTES = { works: 'cellar of house 7: damp', health: 'household 7: oxygen at home' } as const;

/** Each department keeps a note beside the readings that all of them see. */
async function keepNotes({ client }: Stage): Promise<{ readonly block: bigint; readonly other: string }> {
  const kept = [];
  for (const name of ['works', 'health'] as const) {
    const { privateRecords } = client(name);
    const { result } = await privateRecords.keep({ value: Buffer.from(NOTES[name]) });
    const published = await privateRecords.publish({ ref: 'note', commitments: [result] });
    kept.push({ recordId: result.recordId, block: published.block });
  }
  const [ofWorks, ofHealth] = kept;
  const other = client('health').privateRecords.read({ recordId: ofWorks?.recordId ?? '' });
  return { block: ofHealth?.block ?? 0n, other: await codeOf(other) };
}

/** What the facts say: each batch's bytes are checked with the keys of its device's DID document. */
function figuresOf(facts: readonly KonttiEvent[], documents: readonly DidDocument[]) {
  const submitted = facts.filter((event) => event.type === 'reading.submitted');
  const batches = submitted.flatMap(({ body }) => {
    const keys = documents.find(({ id }) => id.endsWith(body.deviceId.replace('/', ':')))?.verificationMethod;
    return keys?.flatMap(({ publicKeyJwk }) => readWith(body.bytes, publicKeyJwk) ?? []) ?? [];
  });
  const by = (mspId: string) => submitted.filter(({ vouchers }) => vouchers.includes(mspId)).length;
  const outside = facts.flatMap((event) => (event.type === 'reading.excursion' ? event.body.excursions : []));
  return {
    signed: batches.length,
    byOperator: by(COMPANIES.operator),
    byNext: by(COMPANIES.next),
    energy: Math.max(...batches.flatMap(({ readings }) => readings.map(({ energyWh = 0 }) => energyWh))),
    outside: outside.reduce((sum, { readings }) => sum + readings, 0),
  };
}

/** The batch, where that key signed it. */
function readWith(bytes: Uint8Array, jwk: DidDocument['verificationMethod'][number]['publicKeyJwk']) {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64');
  try {
    return verifyBatch({ bytes, publicKey });
  } catch (error) {
    if (error instanceof KonttiError && error.code === 'READINGS_INVALID') return undefined;
    throw error;
  }
}

/** Lost and replaced keys as the rotations say, and those that the documents let sign. */
function keysOf(facts: readonly KonttiEvent[], documents: readonly DidDocument[]): string {
  const rekeyed = facts.flatMap((event) => (event.type === 'device.rekeyed' ? [event.body] : []));
  const lost = rekeyed.filter((body) => body.lost !== undefined).length;
  const present = documents.flatMap(({ assertionMethod }) => assertionMethod).length;
  return `lost ${lost}, replaced ${rekeyed.length - lost}, present ${present}`;
}

function notesIn(facts: readonly KonttiEvent[]): number {
  const text = JSON.stringify(facts.map(({ body }) => body));
  const forms = Object.values(NOTES).flatMap((note) => [note, Buffer.from(note).toString('base64')]);
  return forms.filter((form) => text.includes(form)).length;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'taken',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}
