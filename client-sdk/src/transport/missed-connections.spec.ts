import { expect } from 'chai';
import { findMissedConnections } from './missed-connections';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
const leg = (
  transportId: string,
  from: string,
  [leaves, arrives]: readonly [number, number],
  change: object = {},
) => ({
  plan: { transportId, from, departurePlanned: at(leaves), arrivalPlanned: at(arrives) },
  ...change,
});

describe('connections of a shipment', () => {
  const legs = (arrival?: Date) => [
    leg('A/1', 'FIHEL', [0, 4], arrival && { arrival }),
    leg('B/2', 'EETLL', [6, 10]),
    leg('C/3', 'LVRIX', [12, 15]),
  ];

  it('hold while there is time enough', () => {
    expect(findMissedConnections(legs())).to.deep.equal([]);
    expect(findMissedConnections(legs(at(6)))).to.deep.equal([]);
    expect(findMissedConnections([])).to.deep.equal([]);
  });

  it('are missed where the leg before arrives too late, with what that makes late downstream', () => {
    expect(findMissedConnections(legs(at(7)))).to.deep.equal([
      {
        ...{ after: 'A/1', missed: 'B/2', place: 'EETLL', slackMinutes: -60, plannedMinutes: 120 },
        downstream: ['C/3'],
      },
    ]);
    const tight = findMissedConnections(legs(at(5)), { minMinutes: 90 });
    expect(tight.map(({ missed, slackMinutes }) => [missed, slackMinutes])).to.deep.equal([['B/2', 60]]);
  });

  it('hold again where the next leg waits', () => {
    const [first, second, third] = legs(at(7));
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('three legs');
    const waiting = { ...second, departure: at(8), arrival: at(13) };
    expect(findMissedConnections([first, waiting, third]).map(({ missed }) => missed)).to.deep.equal(['C/3']);
  });
});
