import { canonicalJson } from '@kontti/model';
import type { Stage } from './stage';
import type { HonestWorld } from './world';

/** All that the honest company reads of what it vouched for itself, as text: others' own records are left out. */
export async function readAll(stage: Stage, world: HonestWorld): Promise<{ text: string; reads: number }> {
  const { honest, client } = stage;
  const { companies, transports, shipments, readings, loyalty } = client;
  let reads = 0;
  const read = async <T>(value: Promise<T>): Promise<T> => {
    reads += 1;
    return await value;
  };
  const all = async <T>(records: AsyncIterable<T>): Promise<T[]> => {
    reads += 1;
    const found: T[] = [];
    for await (const record of records) found.push(record);
    return found;
  };
  const holder = world.wallet.holderIn(world.programme);
  const shown = {
    company: await read(companies.get({ mspId: honest })),
    place: await read(companies.getPlace({ mspId: honest, code: 'HEL' })),
    rule: await read(companies.getRule({ mspId: honest, assetType: 'transport' })),
    device: await read(companies.getDevice({ deviceId: world.device.deviceId })),
    terms: await read(loyalty.getTerms({ programme: world.programme })),
    balance: await read(
      loyalty.getBalance({ programme: world.programme, holder, at: new Date('2026-06-01T00:00:00Z') }),
    ),
    lots: await all(loyalty.queryLots({ programme: world.programme, holder })),
    transports: (await all(transports.query({ company: honest }))).map((record) => record.plan.transportId),
    latest: await read(transports.get({ transportId: world.transports.at(-1) ?? '' })),
    shipments: (await all(shipments.query({ company: honest })))
      .filter(({ consignor }) => consignor === honest)
      .map(({ shipmentId }) => shipmentId),
    kept: await Promise.all(world.kept.slice(-2).map((shipmentId) => read(shipments.get({ shipmentId })))),
    given: await Promise.all(
      world.given.slice(-2).map(async (shipmentId) => {
        const { handovers } = await read(shipments.getCustody({ shipmentId }));
        return handovers.filter(({ from }) => from === honest);
      }),
    ),
    milestones: (await all(shipments.queryMilestones({ shipmentId: world.kept.at(-1) ?? '' }))).filter(
      ({ reporter }) => reporter === honest,
    ),
    batches: (await all(readings.queryBatches({ deviceId: world.device.deviceId }))).map(
      ({ digest }) => digest,
    ),
    excursions: (await all(readings.queryExcursions({ shipmentId: world.kept.at(-1) ?? '' }))).filter(
      ({ owner }) => owner === honest,
    ),
    ...(await readTrade(stage, world, { read, all })),
    next: await read(readings.getDeviceState({ deviceId: world.device.deviceId })),
  };
  return { text: canonicalJson(JSON.parse(JSON.stringify(shown, withBigints))), reads };
}

interface Reading {
  readonly read: <T>(value: Promise<T>) => Promise<T>;
  readonly all: <T>(records: AsyncIterable<T>) => Promise<T[]>;
}

/** What others say about the same deals and records, each by its own seal, is left out. */
async function readTrade({ honest, client }: Stage, { trade }: HonestWorld, { read, all }: Reading) {
  const { lots, deals, records, companies } = client;
  const { classId } = trade;
  const [recordId] = trade.records.slice(-1);
  const record = recordId === undefined ? undefined : await read(records.get({ recordId }));
  return {
    class: await read(lots.getClass({ classId })),
    held: await all(lots.query({ classId, holder: `company:${honest}` })),
    lot: await Promise.all(trade.lots.slice(-2).map((lotId) => read(lots.get({ lotId })))),
    deals: (await all(deals.query({ company: honest })))
      .filter(({ dealId }) => trade.deals.includes(dealId))
      .map(({ dealId, digest, status, endedAt }) => ({ dealId, digest, status, endedAt })),
    anchored: (await all(records.query({ company: honest })))
      .filter(({ company }) => company === honest)
      .map(({ ref, digest }) => ({ ref, digest })),
    record: record && { digest: record.digest, sha256: record.sha256, anchoredAt: record.anchoredAt },
    corrections: (
      await Promise.all(
        trade.records.slice(-2).map(async (id) => {
          const [company = '', ref = ''] = id.split('/');
          return await all(records.queryCorrections({ key: `anchors/${company}/${ref}` }));
        }),
      )
    )
      .flat()
      .filter(({ company }) => company === honest),
    fact: record && (await read(companies.getFact({ key: record.fact }))),
  };
}

function withBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
