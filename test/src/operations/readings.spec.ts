import { expect } from 'chai';
import { PLACES, goodsOf } from '../cheating/world';
import { ALPHA, BETA, acceptDeal, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const [first, second] = [`${ALPHA}/S-1`, `${ALPHA}/S-2`];
const container = 'CSQU3054383';
const at = (minute: number): Date => new Date(Date.UTC(2026, 1, 1, 9, minute));

describe('readings of devices', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
    const conditions = { temperatureMaxMilliC: 8000 };
    for (const id of [first, second]) {
      await alpha.shipments.consign({ ...goodsOf(id, BETA), container, conditions });
    }
  });

  const deviceOf = async (name: string) => {
    const { readings, companies: own } = companies.alpha;
    const device = readings.device({ deviceId: `${ALPHA}/${name}` });
    await own.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    const measure = async (shipmentId: string, ...values: readonly (readonly [number, number])[]) => {
      const measured = values.map(([minute, temperatureMilliC]) => ({ at: at(minute), temperatureMilliC }));
      const { bytes } = device.sign({ shipmentId, container }, measured);
      await readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
    };
    return { device, measure };
  };

  const seriesOf = async (request: object) => {
    const { batches, readings, quantities, excursions, unverified } =
      await companies.beta.readings.series(request);
    const [{ min, max, mean } = { min: 0, max: 0, mean: 0 }] = quantities;
    const outside = excursions.map(({ shipmentId, deviceId }) => `${deviceId} ${shipmentId}`);
    return { batches, readings, min, max, mean, outside, unverified };
  };

  it('are summed up by device, by shipment, and by the container of several shipments', async () => {
    const [one, two] = [await deviceOf('D-1'), await deviceOf('D-2')];
    await one.measure(first, [0, 1000], [1, 3000]);
    await two.measure(second, [2, 9000], [3, 7000]);
    await one.measure(second, [4, 5000]);
    const none = { outside: [], unverified: 0 };
    expect(await seriesOf({ deviceId: one.device.deviceId })).to.deep.equal({
      ...{ batches: 2, readings: 3, min: 1000, max: 5000, mean: 3000, ...none },
    });
    expect(await seriesOf({ shipmentId: first })).to.deep.equal({
      ...{ batches: 1, readings: 2, min: 1000, max: 3000, mean: 2000, ...none },
    });
    const outside = [`${ALPHA}/D-2 ${second}`];
    expect(await seriesOf({ container })).to.deep.equal({
      ...{ batches: 3, readings: 5, min: 1000, max: 9000, mean: 5000, outside, unverified: 0 },
    });
    expect(await seriesOf({ container, from: at(1), to: at(2) })).to.include({ readings: 2, mean: 6000 });
    expect(await seriesOf({ deviceId: one.device.deviceId, shipmentId: second })).to.include({ readings: 1 });
    expect(await seriesOf({ shipmentId: `${ALPHA}/S-9` })).to.include({ batches: 0, readings: 0 });
  });

  it('are of sites and agreements too, each with its own conditions', async () => {
    const { alpha, beta } = companies;
    const siteId = `${ALPHA}/YARD`;
    await alpha.readings.registerSite({ siteId, name: 'Yard', conditions: { temperatureMaxMilliC: 2000 } });
    await alpha.licences.open({ classId: `${ALPHA}/cars`, unit: 'car', transfer: 'free' });
    await alpha.licences.grant({ classId: `${ALPHA}/cars`, ref: 'car', to: ALPHA, uses: 1n });
    const lot = `${ALPHA}/car/0`;
    const { digest: origin } = await alpha.lots.get({ lotId: lot });
    const move = { company: ALPHA, classId: `${ALPHA}/cars`, kind: 'transfer' as const };
    const outputs = [{ holder: `company:${BETA}`, quantity: 1n }];
    const moves = [{ ...move, inputs: [{ lot, origin }], outputs }];
    await alpha.deals.propose({ ref: 'lease', parties: [ALPHA, BETA], moves, expiresAt: day(1) });
    await acceptDeal(beta, `${ALPHA}/lease`);
    const agreementId = `${ALPHA}/lease`;
    const { device } = await deviceOf('D-1');
    const batches = [{ siteId }, { agreementId }].map((subject, index) => {
      const { bytes } = device.sign(subject, [{ at: at(index), temperatureMilliC: 3000 }]);
      return Buffer.from(bytes).toString('base64');
    });
    await alpha.readings.submit({ batches });
    const found = { batches: 1, readings: 1, min: 3000, max: 3000, mean: 3000, unverified: 0 };
    expect(await seriesOf({ agreementId })).to.deep.equal({ ...found, outside: [] });
    expect(await seriesOf({ siteId })).to.deep.include(found);
    const { excursions } = await beta.readings.series({ siteId });
    expect(excursions.map((each) => [each.siteId, each.shipmentId, each.limit])).to.deep.equal([
      [siteId, undefined, 2000],
    ]);
    expect(await seriesOf({ deviceId: device.deviceId })).to.include({ batches: 2, readings: 2 });
  });

  it('go on after everything but the key was lost, from the beginning or from where the ledger ends', async () => {
    const { readings } = companies.alpha;
    const { device, measure } = await deviceOf('D-1');
    const { deviceId } = device;
    const privateKey = device.exportPrivateKey();
    expect((await readings.restoreDevice({ deviceId, privateKey })).state()).to.deep.equal({
      nextSequence: 0,
    });
    await measure(first, [0, 1000], [1, 2000]);
    await measure(second, [2, 3000]);
    const restored = await readings.restoreDevice({ deviceId, privateKey });
    expect(restored.state()).to.deep.equal(device.state());
    expect(await refusalOf(readings.restoreDevice({ deviceId } as never))).to.equal(
      'OPTIONS_INVALID privateKey',
    );
    expect(await refusalOf(readings.restoreDevice({ deviceId, privateKey, channel: 'x' } as never))).to.equal(
      'OPTIONS_INVALID channel',
    );
    expect(await refusalOf(readings.restoreDevice({ deviceId: `${ALPHA}/D-9`, privateKey }))).to.match(
      /^UNKNOWN_DEVICE/,
    );
    expect(() => readings.device({ deviceId, chaincode: 'other' } as never))
      .to.throw()
      .with.property('details')
      .that.includes({ option: 'chaincode' });
    const ahead = { at: new Date(day(1).getTime() + 1), temperatureMilliC: 1 };
    expect(() => readings.device({ deviceId }).sign({ shipmentId: first }, [ahead]))
      .to.throw()
      .with.property('code', 'TIME_INVALID');
  });

  it('are asked for by what there is, under known names', async () => {
    const { readings } = companies.beta;
    expect(await refusalOf(readings.series({}))).to.equal('OPTIONS_INVALID deviceId');
    expect(await refusalOf(readings.series({ container: '' }))).to.equal('OPTIONS_INVALID container');
    expect(await refusalOf(readings.series({ shipment: first } as never))).to.equal(
      'OPTIONS_INVALID shipment',
    );
    expect(await refusalOf(readings.series({ container, points: 0 }))).to.equal('OPTIONS_INVALID points');
    expect(await refusalOf(readings.series({ container, from: 'noon' }))).to.match(/^TIME_INVALID/);
  });

  it('are refused where a device begins again, and go on where it left off', async () => {
    const { device, measure } = await deviceOf('D-1');
    await measure(first, [0, 1000]);
    const privateKey = device.exportPrivateKey();
    const again = companies.alpha.readings.device({ deviceId: device.deviceId, privateKey });
    const { bytes } = again.sign({ shipmentId: first }, [{ at: at(1), temperatureMilliC: 1 }]);
    const batches = [Buffer.from(bytes).toString('base64')];
    expect(await refusalOf(companies.alpha.readings.submit({ batches })), 'from the beginning').not.to.equal(
      'done',
    );
    await measure(first, [2, 2000]);
    expect(await seriesOf({ deviceId: device.deviceId })).to.include({ batches: 2, readings: 2 });
  });
});
