import { firmwareAt, keyAt } from '@kontti/client-sdk';
import type { Device, KeyProver } from '@kontti/client-sdk';
import { expect } from 'chai';
import { ALPHA, BANK, BETA, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const deviceId = `${ALPHA}/D-1`;
const siteId = `${BETA}/YARD`;

describe('changes of devices', () => {
  let companies: Companies;
  let device: Device;
  let recorded: number;

  beforeEach(async () => {
    recorded = 0;
    companies = await createCompanies();
    const { alpha, beta } = companies;
    await beta.readings.registerSite({ siteId, name: 'Yard', conditions: { temperatureMaxMilliC: 8000 } });
    await beta.readings.grantReadings({ kind: 'site', subjectId: siteId, company: ALPHA });
    device = alpha.readings.device({ deviceId });
    await alpha.companies.registerDevice({ deviceId, publicKey: device.publicKey });
  });

  const record = async (by: 'alpha' | 'beta', signer = device): Promise<string> => {
    recorded += 1;
    const { bytes } = signer.sign({ siteId }, [{ at: new Date(day(-1).getTime() + recorded) }]);
    return await refusalOf(
      companies[by].readings.submit({ batches: [Buffer.from(bytes).toString('base64')] }),
    );
  };
  const stateOf = async () => await companies.bank.companies.getDevice({ deviceId });

  it('are handovers: by an open offer, to the company that it names, which goes on with the numbers', async () => {
    const { alpha, beta, bank } = companies;
    expect(await record('alpha')).to.equal('done');
    await alpha.devices.offer({ deviceId, to: BETA, expiresAt: day(1).toISOString() });
    const { offer, owner } = await stateOf();
    expect({ owner, to: offer?.to, expiresAt: offer?.expiresAt }).to.deep.equal({
      ...{ owner: ALPHA, to: BETA, expiresAt: day(1) },
    });
    expect(await refusalOf(bank.devices.accept({ deviceId }))).to.match(/^NOT_A_PARTY/);
    await beta.devices.accept({ deviceId });
    expect(await record('alpha')).to.match(/^NOT_OWNER/);
    const { owner: next, nextChange } = await stateOf();
    expect([next, nextChange]).to.deep.equal([BETA, 2]);
    const privateKey = device.exportPrivateKey();
    const restored = await beta.readings.restoreDevice({ deviceId, privateKey });
    expect(restored.state()).to.deep.include({ nextSequence: 1, previousSequence: 0 });
    expect(await record('beta', restored)).to.equal('done');
    const again = beta.devices.accept({ deviceId, number: 1 });
    expect(await refusalOf(again), 'a repeated call').to.equal('done');
    expect((await stateOf()).nextChange).to.equal(2);
  });

  it('are taken back, or run out, before anybody accepts', async () => {
    const { alpha, beta } = companies;
    const offering = { deviceId, to: BETA, expiresAt: day(1) };
    await alpha.devices.offer(offering);
    await alpha.devices.withdraw({ deviceId });
    expect((await stateOf()).offer).to.equal(undefined);
    expect(await refusalOf(beta.devices.accept({ deviceId }))).to.equal('STATE number');
    expect(await refusalOf(alpha.devices.withdraw({ deviceId, number: 1 })), 'a repeated call').to.equal(
      'done',
    );
    await alpha.devices.offer(offering);
    companies.ledger.nowMs = day(2).getTime();
    expect(await refusalOf(beta.devices.accept({ deviceId }))).to.match(/^OFFER_EXPIRED/);
    const another = alpha.devices.offer({ ...offering, expiresAt: day(3) });
    expect(await refusalOf(another), 'until it is taken back').to.equal('STATE deviceId');
  });

  it('are keys, which prove themselves and are proven by the one before, unless that is lost', async () => {
    const { alpha, bank } = companies;
    expect(await record('alpha')).to.equal('done');
    const [next, last] = [alpha.readings.device({ deviceId }), alpha.readings.device({ deviceId })];
    await alpha.devices.rotateKey({ deviceId, next, present: device });
    expect(await record('alpha'), 'by the key before').to.equal('SIGNATURE batches[0].signature');
    const privateKey = next.exportPrivateKey();
    const goesOn = await alpha.readings.restoreDevice({ deviceId, privateKey });
    expect(await record('alpha', goesOn)).to.equal('done');
    await alpha.devices.rotateKey({ deviceId, next: last, lost: 'it broke' });
    const { keys, publicKey } = await bank.companies.getDevice({ deviceId });
    expect(publicKey).to.equal(last.publicKey);
    expect(keys.map((key) => [key.publicKey, key.status, key.firstSequence])).to.deep.equal([
      [device.publicKey, 'replaced', 0],
      [next.publicKey, 'lost', 1],
      [last.publicKey, 'active', 2],
    ]);
    expect(keyAt(await stateOf(), { sequence: 1 }).publicKey).to.equal(next.publicKey);
  });

  it('are refused where a key does not prove itself, by name', async () => {
    const { devices, readings } = companies.alpha;
    const next = readings.device({ deviceId });
    const stranger = readings.device({ deviceId });
    const asks = (request: object): Promise<string> =>
      refusalOf(devices.rotateKey({ deviceId, next, ...request } as never));
    expect(await asks({ present: stranger })).to.equal('SIGNATURE presentProof');
    const liar: KeyProver = { publicKey: next.publicKey, proveKey: (change) => stranger.proveKey(change) };
    expect(await asks({ next: liar, present: device })).to.equal('SIGNATURE proof');
    expect(await asks({})).to.equal('FIELD_MISSING presentProof');
    expect(await asks({ present: device, lost: 'both' })).to.equal('FIELD_CONFLICT presentProof');
    const { publicKey } = next;
    for (const [request, option] of [
      [{ next: undefined }, 'next'],
      [{ next: null }, 'next'],
      [{ next: 'key' }, 'next'],
      [{ next: { publicKey } }, 'next.proveKey'],
      [{ next: { publicKey, proveKey: 'sign' } }, 'next.proveKey'],
      [{ next: { proveKey: () => '' } }, 'next.publicKey'],
      [{ present: { publicKey: '' } }, 'present.publicKey'],
      [{ present: 'key' }, 'present'],
      [{ present: device, lost: 1 }, 'lost'],
      [{ number: 0, present: device }, 'number'],
      [{ number: 1.5, present: device }, 'number'],
      [{ key: 'x' }, 'key'],
    ] as const) {
      expect(await asks(request)).to.equal(`OPTIONS_INVALID ${option}`);
    }
    expect((await stateOf()).keys.length).to.equal(1);
  });

  it('are firmware, from the next reading on', async () => {
    const { alpha, bank } = companies;
    const [sha256, later] = ['a'.repeat(64), 'b'.repeat(64)];
    await alpha.devices.recordFirmware({ deviceId, version: '1.0', sha256, reference: 'R-7' });
    expect(await record('alpha')).to.equal('done');
    expect(await record('alpha')).to.equal('done');
    await alpha.devices.recordFirmware({ deviceId, version: '1.1', sha256: later, number: 2 });
    const state = await bank.companies.getDevice({ deviceId });
    expect(firmwareAt(state, { sequence: 1 })).to.deep.include({ version: '1.0', sha256, reference: 'R-7' });
    const second = firmwareAt(state, { sequence: 2 });
    expect(second).to.deep.include({ version: '1.1', sha256: later, firstSequence: 2 });
    expect(second).not.to.have.property('reference');
  });

  it('are refused without what they need, by name', async () => {
    const { devices } = companies.alpha;
    const offering = { deviceId, to: BETA, expiresAt: day(1) };
    const firmware = { deviceId, version: '1', sha256: 'a'.repeat(64) };
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => devices.offer({ ...offering, to: '' }), 'OPTIONS_INVALID to'],
      [() => devices.offer({ ...offering, deviceId: '' }), 'OPTIONS_INVALID deviceId'],
      [() => devices.offer({ deviceId, to: BETA } as never), 'OPTIONS_INVALID expiresAt'],
      [() => devices.offer({ ...offering, expiresAt: 'soon' }), 'TIME_INVALID expiresAt'],
      [() => devices.offer({ ...offering, until: day(1) } as never), 'OPTIONS_INVALID until'],
      [() => devices.offer({ ...offering, to: BANK, number: -1 }), 'OPTIONS_INVALID number'],
      [() => devices.withdraw({} as never), 'OPTIONS_INVALID deviceId'],
      [() => devices.withdraw({ deviceId, number: 0 }), 'OPTIONS_INVALID number'],
      [() => devices.accept({ deviceId: '' }), 'OPTIONS_INVALID deviceId'],
      [() => devices.accept({ deviceId, number: 0 }), 'OPTIONS_INVALID number'],
      [() => devices.recordFirmware({ ...firmware, version: '' }), 'OPTIONS_INVALID version'],
      [() => devices.recordFirmware({ ...firmware, sha256: undefined } as never), 'OPTIONS_INVALID sha256'],
      [() => devices.recordFirmware({ ...firmware, reference: 7 } as never), 'OPTIONS_INVALID reference'],
    ];
    for (const [call, refusal] of cases) expect(await refusalOf(call())).to.equal(refusal);
  });
});
