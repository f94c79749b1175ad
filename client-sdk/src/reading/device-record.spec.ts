import type { DeviceFirmwareRecord, DeviceKeyRecord } from '@kontti/model';
import { expect } from 'chai';
import type { Dated } from '../times';
import { firmwareAt, keyAt } from './device-record';

const since = new Date(0);
const firmware = (version: string, firstSequence: number): Dated<DeviceFirmwareRecord> => ({
  ...{ version, sha256: 'a'.repeat(64), firstSequence, since, fact: 'device/A/d/1/A' },
});
const key = (publicKey: string, firstSequence: number): Dated<DeviceKeyRecord> => ({
  ...{ publicKey, keyType: 'Ed25519', status: 'active', firstSequence, since, fact: 'device/A/d' },
});

describe('what a device had at a reading', () => {
  it('is the firmware that was recorded before its batch, and none before the first', () => {
    const device = { firmware: [firmware('1', 5), firmware('2', 9), firmware('3', 9)] };
    const found = [0, 4, 5, 8, 9, 100].map((sequence) => firmwareAt(device, { sequence })?.version);
    expect(found).to.deep.equal([undefined, undefined, '1', '1', '3', '3']);
  });

  it('is the key that signed its batch', () => {
    const device = { keys: [key('one', 0), key('two', 5)], publicKey: 'two', keyType: 'Ed25519' as const };
    const found = [0, 4, 5, 6].map((sequence) => keyAt(device, { sequence }).publicKey);
    expect(found).to.deep.equal(['one', 'one', 'two', 'two']);
  });

  it('is asked for by a number', () => {
    expect(() => firmwareAt({ firmware: [] }, { sequence: -1 })).to.throw('at.sequence');
    for (const read of [keyAt, firmwareAt]) {
      expect(() => read(undefined as never, { sequence: 0 }))
        .to.throw()
        .with.property('details')
        .that.includes({ option: 'device' });
    }
  });
});
