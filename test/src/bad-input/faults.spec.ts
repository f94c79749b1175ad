import { createDevice, KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';

const shipmentId = `${forwarderMspId}/S-1`;

const consignment = { shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK' };

async function failureOf(call: () => unknown): Promise<KonttiError> {
  try {
    const result = call();
    await (typeof result === 'object' && result !== null && Symbol.asyncIterator in result
      ? (result as AsyncGenerator<unknown>).next()
      : result);
  } catch (error) {
    expect(error).to.be.instanceOf(KonttiError);
    return error as KonttiError;
  }
  return expect.fail('nothing failed');
}

/** The timeouts are minutes: what is reported within mocha's own was seen, not waited for. */
const patient = { connectMs: 600_000, outageMs: 600_000, evaluateMs: 600_000 };

describeOnNetwork('faults that last, met with the SDK', () => {
  let ledger: TestLedger;
  let client: KonttiClient;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    client = ledger.clients.forwarder;
    await client.shipments.consign({ ...consignment, container: 'CSQU3054383' });
  });
  after(() => ledger[Symbol.asyncDispose]());

  const outcomesOf = async (cases: readonly (readonly [() => unknown, string, string?])[]): Promise<void> => {
    for (const [call, code, option] of cases) {
      const error = await failureOf(call);
      const name = error.details['option'] ?? error.details['field'];
      expect([error.code, option === undefined ? undefined : name], String(call)).to.deep.equal([
        code,
        option,
      ]);
      expect(JSON.parse(JSON.stringify(error)), String(call)).to.include({ code });
    }
  };

  it('are reported at once and by name when connecting', async () => {
    const connect = (mspId: string, options: object) => (): Promise<unknown> =>
      ledger.connect(mspId, { timeouts: patient, ...options });
    const { admin, endpoint, tlsRootPem, peerHostAlias } = ledger.network.company(airMspId);
    const { connect: open } = await import('@kontti/client-sdk');
    const as = (mspId: string) => (): Promise<unknown> =>
      open({
        ...{ mspId, endpoint, tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias },
        ...{ certificate: admin.certificatePem, privateKey: admin.privateKeyPem },
        ...{ chaincode: ledger.network.chaincodeName, timeouts: patient },
      });
    await outcomesOf([
      [connect(airMspId, { channel: 'mychanel' }), 'CHANNEL_NOT_FOUND'],
      [connect(airMspId, { chaincode: 'identity' }), 'CHAINCODE_NOT_FOUND'],
      [as(forwarderMspId), 'ACCESS_DENIED'],
      [as('NowhereMSP'), 'ACCESS_DENIED'],
    ]);
    expect((await failureOf(as('NowhereMSP'))).message).to.contain('MSP id');
  });

  it('are named when they are in options of calls', async () => {
    const { shipments, companies, readings } = client;
    const get = (options: object) => (): Promise<unknown> => shipments.get({ shipmentId }, options);
    const query = (options: object) => (): unknown => shipments.query({ place: 'FIKVL' }, options);
    const events = (options: object) => (): unknown => client.events(options);
    await outcomesOf([
      [get({ timeout: 5 }), 'OPTIONS_INVALID', 'timeout'],
      [get({ timeoutMs: NaN }), 'OPTIONS_INVALID', 'timeoutMs'],
      [get({ signal: true }), 'OPTIONS_INVALID', 'signal'],
      [() => companies.registerPlaces({ ref: 'x', places: [] }, null as never), 'OPTIONS_INVALID', 'options'],
      [query({ limit: 5 }), 'OPTIONS_INVALID', 'limit'],
      [query({ pageSize: 0 }), 'OPTIONS_INVALID', 'pageSize'],
      [query({ pageSize: 101 }), 'OPTIONS_INVALID', 'pageSize'],
      [() => shipments.query({ place: 'FIKVL', limit: 5 } as never), 'FIELD_UNKNOWN', 'limit'],
      [() => shipments.query({ pageSize: 5 } as never), 'FIELD_UNKNOWN', 'pageSize'],
      [() => shipments.query.page({}, { bookmark: 'garbage' }), 'OPTIONS_INVALID', 'bookmark'],
      [() => shipments.query.page({}, { bookmark: `${forwarderMspId}/S-0` }), 'OPTIONS_INVALID', 'bookmark'],
      [events({ fromblock: 0 }), 'OPTIONS_INVALID', 'fromblock'],
      [events({ fromBlock: -1 }), 'OPTIONS_INVALID', 'fromBlock'],
      [events({ fromBlock: 1.5 }), 'OPTIONS_INVALID', 'fromBlock'],
      [events({ toBlock: NaN }), 'OPTIONS_INVALID', 'toBlock'],
      [events({ unproven: 'yes' }), 'OPTIONS_INVALID', 'unproven'],
      [events({ fromBlock: 1_000_000 }), 'OPTIONS_INVALID', 'fromBlock'],
      [events({ after: '5' }), 'OPTIONS_INVALID', 'after'],
      [events({ after: `${'0'.repeat(16)}:0.0.0` }), 'POSITION_OF_OTHER_LEDGER', 'after'],
      [() => client.history({} as never), 'OPTIONS_INVALID', 'asset'],
      [
        () => client.history({ asset: `shipment/${shipmentId}`, from: 0 } as never),
        'OPTIONS_INVALID',
        'from',
      ],
      [
        () => client.history({ asset: `shipment/${shipmentId}`, fromBlock: 1_000_000 }),
        'OPTIONS_INVALID',
        'fromBlock',
      ],
      [() => readings.device({ deviceId: 'A/d', channel: 'x' } as never), 'OPTIONS_INVALID', 'channel'],
      [() => readings.submitAll([], { limit: 1 } as never), 'OPTIONS_INVALID', 'limit'],
      [() => readings.submitAll(5 as never), 'OPTIONS_INVALID', 'batches'],
      [() => client.transaction({} as never), 'OPTIONS_INVALID', 'request.transactionId'],
      [() => client.loyalty.wallet().holderIn(undefined as never), 'OPTIONS_INVALID', 'programme'],
    ]);
  });

  it('are named with their path when they are in a request', async () => {
    const place = { code: 'LAX', name: 'Los Angeles', latitudeE6: NaN, longitudeE6: 0 };
    const cyclic: Record<string, unknown> = { shipmentId };
    cyclic['self'] = cyclic;
    const { companies, shipments } = client;
    await outcomesOf([
      [() => companies.registerPlaces({ ref: 'x', places: [place] }), 'FIELD_TYPE', 'places[0].latitudeE6'],
      [() => shipments.get(cyclic as never), 'FIELD_TYPE', Array(16).fill('self').join('.')],
      [() => shipments.get(undefined as never), 'FIELD_TYPE', ''],
      [
        () => shipments.deliver({ shipmentId, at: new Date(1_769_846_400), place: 'JFK' }),
        'TIME_INVALID',
        'at',
      ],
      [() => shipments.consign({ ...consignment, legs: 'AirMSP/F-0' } as never), 'FIELD_TYPE', 'legs'],
    ]);
  });

  it('are refused where they say that something has happened that is far ahead', async () => {
    const { shipments, transports, readings } = client;
    const at = '2099-01-31T08:00:00Z';
    const update = { transportId: `${forwarderMspId}/F-9`, sequence: 1 };
    const milestone = { shipmentId, kind: 'loaded', place: 'FIKVL', at } as const;
    const device = readings.device({ deviceId: `${forwarderMspId}/D-9` });
    // A device with a clock of its own signs what the client still does not send.
    const { channel, chaincode } = client;
    const fast = { channel, chaincode, deviceId: device.deviceId, nowMs: () => Date.parse(at) };
    const batch = createDevice(fast).sign({ shipmentId }, [{ at, temperatureMilliC: 1 }]);
    const batches = [Buffer.from(batch.bytes).toString('base64')];
    await outcomesOf([
      [
        () => transports.update({ ref: 'x', updates: [{ ...update, kind: 'departed', departure: at }] }),
        'TIME_INVALID',
        'updates[0].departure',
      ],
      [
        () => transports.update({ ref: 'x', updates: [{ ...update, kind: 'arrived', arrival: at }] }),
        'TIME_INVALID',
        'updates[0].arrival',
      ],
      [
        () => shipments.reportMilestones({ ref: 'x', milestones: [{ ...milestone, classifier: 'actual' }] }),
        'TIME_INVALID',
        'milestones[0].at',
      ],
      [() => shipments.deliver({ shipmentId, at, place: 'JFK' }), 'TIME_INVALID', 'at'],
      [
        () => device.sign({ shipmentId }, [{ at, temperatureMilliC: 1 }]),
        'TIME_INVALID',
        'measurements[0].at',
      ],
      [() => readings.submit({ batches }), 'TIME_INVALID', 'batches[0].header.to'],
    ]);
    const { value: outcome } = await readings.submitAll([batch]).next();
    expect(outcome).to.have.nested.property('error.code', 'TIME_INVALID');
    const planned = [{ ...milestone, classifier: 'planned' as const }];
    await shipments.reportMilestones({ ref: 'far', milestones: planned });
  });

  it('are no faults: lists that are left out or undefined', async () => {
    const id = `${forwarderMspId}/S-lists`;
    const left = { items: undefined } as object;
    await client.shipments.consign({ ...consignment, ...left, shipmentId: id, origin: 'JFK' });
    const { shipment } = await client.shipments.get({ shipmentId: id });
    expect(shipment).to.deep.include({ ssccs: [], items: [], legs: [], documents: [] });
  });

  it('say what is known about them', async () => {
    const unknown = await failureOf(() => client.transaction({ transactionId: '0'.repeat(64) }));
    expect(unknown.code).to.equal('TRANSACTION_NOT_FOUND');
    expect(unknown.message).not.to.match(/log/);

    const device = client.readings.device({ deviceId: `${forwarderMspId}/D-1` });
    await client.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    const at = '2026-01-31T08:00:00Z';
    const batch = device.sign({ shipmentId, container: 'MSKU9070323' }, [{ at, temperatureMilliC: 1 }]);
    const { value: outcome } = await client.readings.submitAll([batch]).next();
    expect(outcome).to.have.nested.property('error.code', 'BATCH_CONTEXT');
    expect(outcome).to.have.nested.property('error.details.deviceId', device.deviceId);
    const { message } = (outcome as { error: KonttiError }).error;
    expect(message)
      .to.contain('container')
      .and.to.contain('CSQU3054383')
      .and.not.to.contain('another channel');

    const early = await failureOf(() =>
      ledger.clients.retail.shipments.deliver({ shipmentId, at, place: 'JFK' }),
    );
    expect(early.message).to.contain(`custodian: ${forwarderMspId}`);
  });

  it('do not end a query that goes on from the bookmark of its own page', async () => {
    const { query } = ledger.clients.retail.shipments;
    const others = ['S-2', 'S-3'].map((id) => `${forwarderMspId}/${id}`);
    for (const id of others) {
      await client.shipments.consign({
        ...consignment,
        shipmentId: id,
      });
    }
    const first = await query.page({ place: 'FIKVL' }, { pageSize: 1 });
    const rest = await query.page({ place: 'FIKVL' }, { pageSize: 50, bookmark: first.bookmark });
    const ids = [...first.records, ...rest.records].map((record) => record.shipmentId);
    expect(ids.toSorted()).to.deep.equal([shipmentId, ...others]);
    expect(rest.bookmark).to.equal('');
    const elsewhere = await failureOf(() => query.page({ place: 'JFK' }, { bookmark: first.bookmark }));
    expect(elsewhere.details['option']).to.equal('bookmark');
  });

  it('come with everything else as JSON', async () => {
    const receipt = await client.companies.registerPlaces({
      ref: 'again',
      places: [{ code: 'LAX', name: 'Los Angeles', latitudeE6: 0, longitudeE6: 0 }],
    });
    expect(JSON.parse(JSON.stringify(receipt))).to.include({ block: String(receipt.block) });
    const toBlock = (await ledger.network.height()) - 1;
    for await (const event of client.events({ fromBlock: 0, toBlock })) {
      expect(JSON.parse(JSON.stringify(event))).to.include({ block: String(event.block), id: event.id });
    }
    for await (const entry of client.history({ asset: `company/${forwarderMspId}` })) {
      expect(JSON.parse(JSON.stringify({ entry }))).to.have.nested.property(
        'entry.block',
        String(entry.block),
      );
    }
  });
});
