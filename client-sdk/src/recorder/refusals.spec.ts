import { expect } from 'chai';
import type { SdkErrorCode } from '../errors';
import { KonttiError } from '../errors';
import { REFUSALS_KEPT_MAX, REFUSAL_KEPT_MS } from '../limits';
import { Refusals } from './refusals';

const subject = { shipmentId: 'AMSP/S-1' };
const of = { deviceId: 'AMSP/D-1', subject };
const errorOf = (code: string): KonttiError =>
  new KonttiError({ code: code as SdkErrorCode, stage: 'endorse', message: code, details: { remedy: '' } });

describe('what the ledger refused lately', () => {
  let nowMs: number;
  let refusals: Refusals;

  beforeEach(() => {
    nowMs = 1_000_000;
    refusals = new Refusals(() => nowMs);
  });

  it('is known of a device, whatever its rows are about', () => {
    for (const code of ['DEVICE_REVOKED', 'NOT_OWNER', 'SIGNATURE', 'UNKNOWN_DEVICE']) {
      const error = errorOf(code);
      refusals.add(error, { deviceId: 'AMSP/D-1' });
      expect(refusals.find({ ...of, subject: { siteId: 'AMSP/X' } })).to.equal(error);
      expect(refusals.find({ ...of, deviceId: 'AMSP/D-2' })).to.equal(undefined);
    }
  });

  it('is known of a shipment, whichever device measures, and of nothing for a fault of one row', () => {
    const error = errorOf('UNKNOWN_SHIPMENT');
    refusals.add(errorOf('BATCH_SEQUENCE'), of);
    refusals.add(error, { deviceId: 'AMSP/D-1' });
    expect(refusals.find(of)).to.equal(undefined);
    refusals.add(error, of);
    expect(refusals.find({ ...of, deviceId: 'AMSP/D-2' })).to.equal(error);
    expect(refusals.find({ ...of, subject: { shipmentId: 'AMSP/S-2' } })).to.equal(undefined);
  });

  it('is forgotten after a while, and when the clock was set back', () => {
    const error = errorOf('SIGNATURE');
    refusals.add(error, of);
    nowMs += REFUSAL_KEPT_MS - 1;
    expect(refusals.find(of)).to.equal(error);
    nowMs += 1;
    expect(refusals.find(of)).to.equal(undefined);
    refusals.add(error, of);
    nowMs -= REFUSAL_KEPT_MS - 1;
    expect(refusals.find(of)).to.equal(error);
    nowMs -= 1;
    expect(refusals.find(of)).to.equal(undefined);
  });

  it('is of a bounded number of devices and shipments', () => {
    const error = errorOf('SIGNATURE');
    for (let device = 0; device <= REFUSALS_KEPT_MAX; device += 1) {
      refusals.add(error, { deviceId: `AMSP/D-${device}` });
    }
    expect(refusals.find({ deviceId: 'AMSP/D-0', subject })).to.equal(undefined);
    expect(refusals.find({ deviceId: 'AMSP/D-1', subject })).to.equal(error);
  });
});
