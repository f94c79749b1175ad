import { expect } from 'chai';
import { counted, degrees, minutesLate, money, timeOfDay } from './words';

describe('voyage: words', () => {
  it('show times, degrees, delays, amounts and counts', () => {
    expect(timeOfDay(new Date('2001-01-13T14:55:12Z'))).to.equal('2001-01-13 14:55');
    expect(degrees(-1250)).to.equal('-1.3');
    expect([173, 0, -36].map(minutesLate)).to.deep.equal(['173 min late', 'on time', '36 min early']);
    expect(money({ currency: 'USD', minor: 805n })).to.equal('USD 8.05');
    expect([counted(1, 'meal'), counted(2, 'meal')]).to.deep.equal(['1 meal', '2 meals']);
  });
});
