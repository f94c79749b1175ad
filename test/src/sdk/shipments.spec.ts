import { expect } from 'chai';
import type { KonttiEvent } from '@kontti/client-sdk';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, companies, forwarderMspId, retailMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';
import { planFlights, registerCompanies } from './setup';

const shipmentId = `${forwarderMspId}/S-1`;

describeOnNetwork('the SDK: shipments', () => {
  let ledger: TestLedger;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const [flight = ''] = await planFlights(ledger, 2);
    const { forwarder, air, retail } = ledger.clients;
    await forwarder.shipments.consign({
      shipmentId,
      consignee: retailMspId,
      ssccs: [],
      items: [{ serial: 'A-1' }],
      legs: [flight],
      origin: 'FIKVL',
      destination: 'JFK',
      conditions: { temperatureMaxMilliC: 8_000 },
      documents: [],
    });
    await forwarder.shipments.offerCustody({ shipmentId, sequence: 1, to: airMspId });
    await air.shipments.acceptCustody({ shipmentId, sequence: 1 });
    const delayed = {
      transportId: flight,
      departure: '2026-01-31T08:10:00Z',
      arrival: '2026-01-31T16:25:30Z',
    };
    await air.transports.update({
      ref: 'U-1',
      updates: [{ ...delayed, sequence: 1, kind: 'departed' }],
    });
    await air.transports.update({
      ref: 'U-2',
      updates: [{ ...delayed, sequence: 2, kind: 'arrived' }],
    });
    await air.shipments.reportMilestones({
      ref: 'M-1',
      milestones: [
        { shipmentId, kind: 'arrived', classifier: 'actual', at: '2026-01-31T16:25:30Z', place: 'JFK' },
      ],
    });
    await air.shipments.offerCustody({ shipmentId, sequence: 2, to: retailMspId });
    await retail.shipments.acceptCustody({ shipmentId, sequence: 2 });
    await retail.shipments.deliver({ shipmentId, at: '2026-01-31T18:00:00Z', place: 'JFK' });
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
  });

  it('gives the record with dates and the delay of the flight', async () => {
    const record = await ledger.clients.retail.shipments.get({ shipmentId });
    expect(record).to.include({ status: 'delivered', custodian: retailMspId, late: true, delayMinutes: 25 });
    expect(record.deliveredAt).to.deep.equal(new Date('2026-01-31T18:00:00Z'));
    expect(record.consignedAt).to.be.instanceOf(Date);
    const custody = await ledger.clients.retail.shipments.getCustody({ shipmentId });
    expect(custody.handovers.map(({ status }) => status)).to.deep.equal(['accepted', 'accepted']);
  });

  it('finds it by each condition, and nothing by others', async () => {
    const { shipments } = ledger.clients.air;
    const found = async (conditions: Parameters<typeof shipments.query>[0]): Promise<string[]> => {
      const ids: string[] = [];
      for await (const record of shipments.query(conditions, { pageSize: 1 })) {
        ids.push(record.shipmentId);
      }
      return ids;
    };
    for (const conditions of [
      {},
      { late: true },
      { company: retailMspId },
      { place: 'FIKVL' },
      { status: 'delivered' as const },
      { transport: `${airMspId}/F-0` },
      { from: new Date(0), to: new Date('2100-01-01T00:00:00Z') },
    ]) {
      expect(await found(conditions), JSON.stringify(conditions)).to.deep.equal([shipmentId]);
    }
    for (const conditions of [{ late: false }, { place: 'HEL' }, { to: '1999-01-01T00:00:00Z' }]) {
      expect(await found(conditions), JSON.stringify(conditions)).to.deep.equal([]);
    }
  });

  it('repeats a request without effect and refuses the reference for other content', async () => {
    const { shipments } = ledger.clients.air;
    const milestone = { shipmentId, kind: 'arrived', classifier: 'actual', place: 'JFK' } as const;
    const again = { ref: 'M-1', milestones: [{ ...milestone, at: new Date('2026-01-31T16:25:30Z') }] };
    const first = await shipments.reportMilestones(again);
    const second = await shipments.reportMilestones(again);
    expect(second.result).to.deep.equal(first.result);
    const other = { ref: 'M-1', milestones: [{ ...milestone, at: new Date('2025-01-31T08:00:00Z') }] };
    const error = await shipments.reportMilestones(other).catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'REF_REUSED', stage: 'endorse' });
  });

  it('shows every company the same proven events, in the same order, each once', async () => {
    const seen = await Promise.all(companies.map((mspId) => readEvents(ledger, mspId)));
    const [first = [], ...others] = seen.map((events) =>
      events.map(({ id, position, digest }) => ({ id, position, digest })),
    );
    for (const other of others) {
      expect(other).to.deep.equal(first);
    }
    expect(new Set(first.map(({ id }) => id)).size).to.equal(first.length);
    const types = (seen[0] ?? []).map(({ type }) => type);
    expect(types.filter((type) => type === 'transport.delayed')).to.have.length(1);
    expect(types.filter((type) => type === 'custody.accepted')).to.have.length(2);
    expect(types.filter((type) => type === 'transport.planned')).to.have.length(2);
    expect(types.at(-1)).to.equal('shipment.delivered');
    const delayed = (seen[0] ?? []).find((event) => event.type === 'transport.delayed');
    expect(delayed?.body).to.deep.equal({
      transportId: `${airMspId}/F-0`,
      sequence: 1,
      kind: 'departed',
      delayMinutes: 25,
    });
  });

  it('goes on behind any position', async () => {
    const all = await readEvents(ledger, retailMspId);
    for (const [index, { position }] of all.entries()) {
      const rest = await readEvents(ledger, retailMspId, position);
      expect(rest.map(({ id }) => id)).to.deep.equal(all.slice(index + 1).map(({ id }) => id));
    }
  });

  it('shows the history with who endorsed it', async () => {
    const entries = [];
    for await (const entry of ledger.clients.retail.history({ asset: `shipment/${shipmentId}` })) {
      entries.push(entry);
    }
    expect(entries.map(({ fact }) => fact?.type)).to.deep.equal([
      'shipment.consigned',
      'custody.offered',
      'custody.accepted',
      'shipment.milestones',
      'custody.offered',
      'custody.accepted',
      'shipment.delivered',
    ]);
    for (const entry of entries) {
      expect(entry).to.include({ seals: 'sealed', validationCode: 'VALID' });
      const endorsers = entry.endorsers.map(({ mspId }) => mspId);
      expect(endorsers).to.include.members([...(entry.fact?.vouchers ?? [])]);
      expect(await ledger.clients.air.transaction(entry)).to.deep.include({
        transactionId: entry.transactionId,
        endorsers: entry.endorsers,
      });
    }
    expect(entries[2]?.endorsers.map(({ mspId }) => mspId)).to.include.members([forwarderMspId, airMspId]);
  });
});

/** Everything up to the last block of the moment. */
async function readEvents(ledger: TestLedger, mspId: string, after?: string): Promise<KonttiEvent[]> {
  const events: KonttiEvent[] = [];
  const start = after === undefined ? { fromBlock: 0 } : { after };
  const toBlock = (await ledger.network.height()) - 1;
  const onUnproven = (): void => expect.fail('nothing is unproven here');
  for await (const event of ledger.client(mspId).events({ ...start, toBlock, onUnproven })) {
    events.push(event);
  }
  return events;
}
