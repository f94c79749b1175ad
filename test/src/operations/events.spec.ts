import type { EventsOptions, KonttiClient, KonttiEvent } from '@kontti/client-sdk';
import { verifyBatch } from '@kontti/client-sdk';
import { expect } from 'chai';
import { PLACES, flightOf, goodsOf } from '../cheating/world';
import { ALPHA, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const shipmentId = `${ALPHA}/S-1`;
const siteId = `${ALPHA}/YARD`;
const [late, other] = [`${ALPHA}/F-1`, `${ALPHA}/F-2`];
const conditions = { temperatureMaxMilliC: 8000 };

describe('events', () => {
  let companies: Companies;
  let toBlock: number;

  before(async () => {
    companies = await createCompanies();
    const { alpha, beta, ledger } = companies;
    await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
    await alpha.transports.plan({ ref: 'plan', transports: [flightOf(other), flightOf(late)] });
    ledger.nowMs = day(1).getTime();
    const departed = { kind: 'departed', departure: '2026-01-31T08:40:00Z' } as const;
    await alpha.transports.update({
      ref: 'u',
      updates: [{ ...departed, transportId: late, sequence: 1, arrival: '2026-01-31T16:40:00Z' }],
    });
    await alpha.shipments.consign({ ...goodsOf(shipmentId, BETA), container: 'CSQU3054383', conditions });
    await alpha.readings.registerSite({ siteId, name: 'Yard', conditions });
    const device = alpha.readings.device({ deviceId: `${ALPHA}/D-1` });
    await alpha.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    const signed = [
      device.sign({ shipmentId, container: 'CSQU3054383' }, [{ at: day(0), temperatureMilliC: 9000 }]),
      device.sign({ siteId }, [
        { at: day(0), temperatureMilliC: 7000 },
        { at: day(1), temperatureMilliC: 8500 },
      ]),
    ];
    const batches = signed.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
    await alpha.readings.submit({ batches });
    await alpha.shipments.offerCustody({ shipmentId, sequence: 1, to: BETA });
    await beta.shipments.acceptCustody({ shipmentId, sequence: 1 });
    toBlock = (ledger.transactions.at(-1)?.block ?? 0) + 1;
  });

  const readBy = async (client: KonttiClient, options: EventsOptions = { fromBlock: 0 }) =>
    await allOf(client.events({ toBlock, ...options }));
  const shortOf = ({ id }: KonttiEvent): string => id.replace(/[0-9a-f]{64}/, '…');

  it('are the same for every company, each once, by fact and entry', async () => {
    const [seen, byBank] = [await readBy(companies.alpha), await readBy(companies.bank)];
    expect(byBank).to.deep.equal(seen);
    const submission = `readings/${ALPHA}/…`;
    expect(seen.map(shortOf).slice(3)).to.deep.equal([
      `company.places:places/${ALPHA}/places#0`,
      `company.places:places/${ALPHA}/places#1`,
      `transport.planned:transports/${ALPHA}/plan#0`,
      `transport.planned:transports/${ALPHA}/plan#1`,
      `transport.updated:updates/${ALPHA}/u#0`,
      `transport.delayed:updates/${ALPHA}/u#0`,
      `shipment.consigned:shipment/${shipmentId}`,
      `site.registered:site/${siteId}`,
      `device.registered:device/${ALPHA}/D-1`,
      `reading.submitted:${submission}#0`,
      `reading.excursion:${submission}#0`,
      `reading.submitted:${submission}#1`,
      `reading.excursion:${submission}#1`,
      `custody.offered:custody/${shipmentId}/1/${ALPHA}`,
      `custody.accepted:custody/${shipmentId}/1/${ALPHA}/end`,
    ]);
    expect(new Set(seen.map(({ position }) => position)).size).to.equal(seen.length);
    const accepted = seen.at(-1);
    expect(accepted).to.deep.include({
      ...{ proven: true, vouchers: [ALPHA, BETA], index: undefined, ledgerTime: day(1), tx: 0 },
      block: BigInt(toBlock),
    });
    expect(accepted?.position).to.match(new RegExp(`^[0-9a-f]{16}:${toBlock}\\.0\\.0$`));
    const [consigned] = seen.filter(({ type }) => type === 'shipment.consigned');
    const { digest, json } = await companies.beta.companies.getFact({ key: consigned?.key ?? '' });
    expect(consigned).to.include({ digest, ref: 'S-1' });
    expect(JSON.parse(json ?? '')).to.include({ ref: consigned?.ref });
  });

  it('have what devices signed, and what it shows outside the conditions', async () => {
    const seen = await readBy(companies.beta);
    const submitted = seen.filter((event) => event.type === 'reading.submitted');
    const nothing = { shipmentId: undefined, siteId: undefined, agreementId: undefined };
    expect(submitted.map(({ body }) => body)).to.deep.include.members([
      {
        ...{ ...nothing, shipmentId, container: 'CSQU3054383', deviceId: `${ALPHA}/D-1` },
        ...{ firstSequence: 0, count: 1, from: day(0), to: day(0), previousDigest: undefined },
        ...{ digest: submitted[0]?.body.digest, bytes: submitted[0]?.body.bytes },
      },
      {
        ...{ ...nothing, siteId, container: undefined, deviceId: `${ALPHA}/D-1` },
        ...{ firstSequence: 1, count: 2, from: day(0), to: day(1) },
        ...{ digest: submitted[1]?.body.digest, bytes: submitted[1]?.body.bytes },
        previousDigest: submitted[0]?.body.digest,
      },
    ]);
    const { publicKey } = await companies.beta.companies.getDevice({ deviceId: `${ALPHA}/D-1` });
    for (const { body } of submitted) {
      expect(verifyBatch({ bytes: body.bytes, publicKey }).digest).to.equal(body.digest);
    }
    const excursions = seen.filter((event) => event.type === 'reading.excursion').map(({ body }) => body);
    const high = { kind: 'temperatureHigh', limit: 8000, readings: 1 };
    expect(excursions).to.deep.equal([
      {
        ...{ ...nothing, shipmentId, deviceId: `${ALPHA}/D-1`, firstSequence: 0, conditions },
        excursions: [{ ...high, worst: 9000, firstSequence: 0, firstAt: day(0) }],
      },
      {
        ...{ ...nothing, siteId, deviceId: `${ALPHA}/D-1`, firstSequence: 1, conditions },
        excursions: [{ ...high, worst: 8500, firstSequence: 2, firstAt: day(1) }],
      },
    ]);
  });

  it('go on behind any position, from any block, up to a block', async () => {
    const { alpha } = companies;
    const all = await readBy(alpha);
    for (const [index, { position }] of all.entries()) {
      if (index % 5 > 0 && index < all.length - 1) continue;
      const rest = await readBy(alpha, { after: position, fromBlock: 0 });
      expect(rest.map(({ id }) => id)).to.deep.equal(all.slice(index + 1).map(({ id }) => id));
    }
    const bounded = await readBy(alpha, { fromBlock: toBlock - 1, toBlock: toBlock - 1 });
    expect(bounded.map(({ type }) => type)).to.deep.equal(['custody.offered']);
    expect(await readBy(alpha, { fromBlock: toBlock, toBlock: toBlock - 1 })).to.deep.equal([]);
    const ended = new AbortController();
    ended.abort();
    expect(await readBy(alpha, { fromBlock: 0, signal: ended.signal })).to.deep.equal([]);
  });

  it('are asked for by blocks and positions that there are, of this ledger', async () => {
    const { alpha } = companies;
    const [first] = await readBy(alpha);
    const position = first?.position ?? '';
    const elsewhere = position.replace(/^[0-9a-f]{16}/, '0123456789abcdef');
    for (const [options, refusal] of [
      [{ after: elsewhere }, 'POSITION_OF_OTHER_LEDGER after'],
      [{ after: 'first' }, 'OPTIONS_INVALID after'],
      [{ after: position.replace(/:\d+\./, ':10000000.') }, 'OPTIONS_INVALID after'],
      [{ fromBlock: 10_000_000 }, 'OPTIONS_INVALID fromBlock'],
      [{ fromBlock: -1 }, 'OPTIONS_INVALID fromBlock'],
      [{ toBlock: 1.5 }, 'OPTIONS_INVALID toBlock'],
      [{ unproven: 'all' }, 'OPTIONS_INVALID unproven'],
      [{ onUnproven: true }, 'OPTIONS_INVALID onUnproven'],
      [{ onBlock: 'log' }, 'OPTIONS_INVALID onBlock'],
      [{ signal: {} }, 'OPTIONS_INVALID signal'],
      [{ from: 0 }, 'OPTIONS_INVALID from'],
    ] as const) {
      const options2 = { toBlock: 20_000_000, ...options } as never;
      expect(await refusalOf(readBy(alpha, options2)), JSON.stringify(options)).to.equal(refusal);
    }
  });

  it('are the history of an asset, each with its transaction', async () => {
    const { bank } = companies;
    const asset = `shipment/${shipmentId}` as const;
    const entries = await allOf(bank.history({ asset }));
    expect(entries.map(({ fact }) => fact?.type)).to.deep.equal([
      'shipment.consigned',
      'reading.submitted',
      'custody.offered',
      'custody.accepted',
    ]);
    for (const entry of entries) {
      expect(entry).to.deep.include({ seals: 'sealed', validationCode: 'VALID', tx: 0, unprovenEntries: [] });
      expect(entry.fact?.key).to.equal(entry.key);
    }
    const later = await allOf(bank.history({ asset, fromBlock: toBlock }));
    expect(later.map(({ block }) => block)).to.deep.equal([BigInt(toBlock)]);
    expect(await allOf(bank.history({ asset, fromBlock: toBlock + 1 }))).to.deep.equal([]);
    expect(await refusalOf(allOf(bank.history({ asset, fromBlock: 10_000_000 })))).to.equal(
      'OPTIONS_INVALID fromBlock',
    );
    for (const [options, option] of [
      [{}, 'asset'],
      [{ asset: 'shipment/' }, 'asset'],
      [{ asset, fromBlock: -1 }, 'fromBlock'],
      [{ asset, timeoutMs: -1 }, 'timeoutMs'],
      [{ asset, toBlock: 1 }, 'toBlock'],
    ] as const) {
      expect(await refusalOf(allOf(bank.history(options as never)))).to.equal(`OPTIONS_INVALID ${option}`);
    }
  });
});
