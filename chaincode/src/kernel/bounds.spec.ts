import { LIMITS } from '@kontti/model';
import { expect } from 'chai';
import { ContractError } from '../errors';
import { Events } from './events';
import { demandNextVersion } from './versions';

function refusalOf(action: () => void): object | undefined {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return { code: error.code, field: error.field, details: error.details };
  }
  return undefined;
}

describe('the bounds of what one owner adds', () => {
  it('are versions without a gap, up to the last one', () => {
    const max = LIMITS.versionsMax;
    const field = 'version';
    expect(refusalOf(() => demandNextVersion(0, 0))).to.equal(undefined);
    expect(refusalOf(() => demandNextVersion(max - 1, max - 1))).to.equal(undefined);
    for (const version of [1, 3]) {
      expect(refusalOf(() => demandNextVersion(version, 2))).to.deep.equal({
        ...{ code: 'SEQUENCE', field, details: { expected: 2 } },
      });
    }
    expect(refusalOf(() => demandNextVersion(max, max))).to.deep.equal({
      ...{ code: 'SERIES_TOO_LONG', field, details: { max } },
    });
  });

  it('are events of one transaction', () => {
    const events = new Events();
    const event = { type: 'reading.submitted', key: 'k', digest: 'd'.repeat(64) } as const;
    const { eventsMax } = LIMITS;
    for (let index = 0; index < eventsMax; index += 1) events.add(event);
    expect(refusalOf(() => events.add(event))).to.deep.equal({
      ...{ code: 'TOO_MANY', field: '', details: { eventsMax } },
    });
  });
});
