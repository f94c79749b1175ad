import { expect } from 'chai';
import { journeyCommitment, type JourneySubject } from './journey';

describe('commitments to journeys', () => {
  const secret = Buffer.alloc(32, 7);
  const journey = {
    programme: 'AirMSP/miles',
    kind: 'accrual' as const,
    holder: 'ab'.repeat(32),
    transportId: 'AirMSP/T-1',
  };

  it('are the same for the same journey for ever', () => {
    expect(journeyCommitment(secret, journey)).to.equal(
      '46f5aaf2b87aa04cc07833c57657098bee2715e59f066016e5662e64fa25eb26',
    );
  });

  it('differ with the secret and with each part of the journey', () => {
    const changes: Partial<JourneySubject>[] = [
      { programme: 'AirMSP/other' },
      { kind: 'compensation' },
      { holder: 'cd'.repeat(32) },
      { transportId: 'AirMSP/T-2' },
    ];
    const all = [
      journeyCommitment(secret, journey),
      journeyCommitment(Buffer.alloc(32, 8), journey),
      ...changes.map((change) => journeyCommitment(secret, { ...journey, ...change })),
    ];
    expect(new Set(all).size).to.equal(all.length);
  });
});
