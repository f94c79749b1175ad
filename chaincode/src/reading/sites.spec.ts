import { expect } from 'chai';
import type { BatchRecord, ExcursionRecord, FactReceipt, Page, SiteRecord } from '@kontti/model';
import { createTestIdentity } from '../testing/identities';
import { MEMORY_SCOPE } from '../testing/memory-stub';
import { DEVICE, batchOf, createReadingWorld, type ReadingWorld } from '../testing/reading-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { forwarder, airline, caterer } = COMPANIES;
const SITE = `${forwarder}/yard`;
const site = { siteId: SITE, name: 'Yard', conditions: { temperatureMaxMilliC: 8000 } };
const grant = { kind: 'site', subjectId: SITE, company: airline };

describe('sites', () => {
  let world: ReadingWorld;

  beforeEach(async () => {
    world = await createReadingWorld();
  });

  const call = (by: Company, method: string, request: object) => ({
    as: world.admins[by],
    method: `reading:${method}`,
    request,
  });
  const submit = async (by: Company, method: string, request: object) =>
    await world.ledger.submit(call(by, method, request));
  const refusal = async (by: Company, method: string, request: object) => {
    const { code, field } = await world.ledger.refusal(call(by, method, request));
    return `${code} ${field}`;
  };
  const batch = (context: object, temperatures = [9000]) =>
    batchOf({ ...world, context: { ...MEMORY_SCOPE, device: DEVICE, ...context } }, { temperatures });

  it('are registered once by their owner', async () => {
    const { result } = await submit('forwarder', 'RegisterSite', site);
    const { key, digest } = result as FactReceipt;
    expect((await submit('forwarder', 'RegisterSite', site)).result).to.deep.equal(result);
    expect(
      await world.ledger.evaluate<SiteRecord>(call('caterer', 'GetSite', { siteId: SITE })),
    ).to.deep.equal({ ...site, registeredAt: NOON_MS, fact: key, digest });
    expect(await refusal('forwarder', 'RegisterSite', { ...site, name: 'Other' })).to.equal(
      'ALREADY_EXISTS siteId',
    );
    expect(await refusal('airline', 'RegisterSite', site)).to.equal('NOT_OWNER siteId');
    const none = { siteId: `${forwarder}/none` };
    expect(await refusal('caterer', 'GetSite', none)).to.equal('NOT_FOUND siteId');
  });

  it('and grants are for operators', async () => {
    const clerk = await createTestIdentity({ mspId: forwarder, roles: 'loyalty' });
    await submit('forwarder', 'RegisterSite', site);
    for (const [method, request] of [
      ['RegisterSite', site],
      ['GrantReadings', grant],
    ] as const) {
      const refused = { ...call('forwarder', method, request), as: clerk };
      expect(await world.ledger.refusal(refused), method).to.deep.include({
        ...{ code: 'ROLE_MISSING', details: { role: 'operator' } },
      });
    }
  });

  it('are granted by a party, to a company, once', async () => {
    expect(await refusal('forwarder', 'GrantReadings', grant)).to.equal('UNKNOWN_SITE subjectId');
    const agreement = { ...grant, kind: 'agreement' };
    expect(await refusal('forwarder', 'GrantReadings', agreement)).to.equal('UNKNOWN_AGREEMENT subjectId');
    await submit('forwarder', 'RegisterSite', site);
    expect(await refusal('airline', 'GrantReadings', { ...grant, company: caterer })).to.equal(
      'NOT_A_PARTY subjectId',
    );
    expect(await refusal('forwarder', 'GrantReadings', { ...grant, company: 'NobodyMSP' })).to.equal(
      'UNKNOWN_COMPANY company',
    );
    const { result } = await submit('forwarder', 'GrantReadings', grant);
    const again = await submit('forwarder', 'GrantReadings', grant);
    expect(again.result).to.deep.equal(result);
    expect(again.stub.writes).to.deep.equal([]);
  });

  it('have readings of their owner, and of the companies to which it grants them', async () => {
    await submit('forwarder', 'RegisterSite', site);
    expect(
      await refusal('forwarder', 'Submit', { batches: [batch({ site: `${forwarder}/none` }).text] }),
    ).to.equal('UNKNOWN_SITE batches[0].header.site');
    const agreement = `${forwarder}/none`;
    expect(await refusal('forwarder', 'Submit', { batches: [batch({ agreement }).text] })).to.equal(
      'UNKNOWN_AGREEMENT batches[0].header.agreement',
    );
    const offer = { deviceId: DEVICE, number: 1, to: airline, expiresAt: NOON_MS + 1 };
    await world.ledger.submit({ as: world.admins.forwarder, method: 'company:OfferDevice', request: offer });
    const accept = { deviceId: DEVICE, number: 1 };
    await world.ledger.submit({ as: world.admins.airline, method: 'company:AcceptDevice', request: accept });
    const measured = batch({ site: SITE });
    const request = { batches: [measured.text] };
    expect(await refusal('airline', 'Submit', request)).to.equal('NOT_A_PARTY batches[0].header.site');
    await submit('forwarder', 'GrantReadings', grant);
    const { events } = await submit('airline', 'Submit', request);
    expect(events.map(({ type }) => type)).to.deep.equal(['reading.submitted', 'reading.excursion']);
    const asked = { siteId: SITE, pageSize: 9 };
    const batches = await world.ledger.evaluate<Page<BatchRecord>>(call('caterer', 'QueryBatches', asked));
    expect(batches.records).to.deep.equal([
      {
        ...{ deviceId: DEVICE, firstSequence: 0, count: 1, siteId: SITE, digest: measured.digest },
        ...{ from: NOON_MS, to: NOON_MS, submittedAt: NOON_MS, fact: events[0]?.key, bytes: measured.text },
      },
    ]);
    const found = await world.ledger.evaluate<Page<ExcursionRecord>>(
      call('caterer', 'QueryExcursions', asked),
    );
    const [excursion] = found.records;
    expect(excursion).to.deep.include({
      ...{ batch: events[0]?.key, firstSequence: 0, deviceId: DEVICE, owner: airline, siteId: SITE },
      conditions: site.conditions,
    });
    expect(excursion).not.to.have.property('shipmentId');
    const others = [
      { siteId: `${forwarder}/other` },
      { agreementId: SITE },
      { shipmentId: SITE },
      { deviceId: DEVICE, agreementId: SITE },
      { deviceId: DEVICE, siteId: `${forwarder}/other` },
    ];
    for (const other of others) {
      const page = call('caterer', 'QueryBatches', { ...other, pageSize: 9 });
      expect(
        (await world.ledger.evaluate<Page<BatchRecord>>(page)).records,
        JSON.stringify(other),
      ).to.deep.equal([]);
    }
  });

  it('without conditions, or within them, show no excursions', async () => {
    const { conditions: _, ...plain } = site;
    const other = `${forwarder}/other`;
    await submit('forwarder', 'RegisterSite', { ...plain, siteId: other });
    await submit('forwarder', 'RegisterSite', site);
    const first = batch({ site: other });
    const second = batchOf(
      { ...world, context: { ...MEMORY_SCOPE, device: DEVICE, site: SITE } },
      { temperatures: [8000], after: first },
    );
    const { events, stub } = await submit('forwarder', 'Submit', { batches: [first.text, second.text] });
    expect(events.map(({ type }) => type)).to.deep.equal(['reading.submitted']);
    expect(stub.writes.filter(({ key }) => key.startsWith('idx/excursion'))).to.deep.equal([]);
    for (const siteId of [SITE, other]) {
      const page = call('caterer', 'QueryExcursions', { siteId, pageSize: 9 });
      expect(await world.ledger.evaluate(page)).to.deep.equal({ records: [], bookmark: '', rejected: [] });
    }
  });
});
