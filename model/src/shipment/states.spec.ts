import { expect } from 'chai';
import fc from 'fast-check';
import { consigned, isCustodyRefusal, moveCustody, type CustodyEvent, type CustodyState } from './states';

const seed = Number(process.env['SEED'] ?? 20260115);
const company = fc.constantFrom('A', 'B', 'C');
const number = fc.integer({ min: 1, max: 4 });
const event: fc.Arbitrary<CustodyEvent> = fc.oneof(
  fc.record({ kind: fc.constant('offered' as const), by: company, number, to: company }),
  fc.record({ kind: fc.constant('withdrawn' as const), by: company, number }),
  fc.record({ kind: fc.constant('accepted' as const), by: company, number }),
  fc.record({ kind: fc.constant('delivered' as const), by: company }),
);

/** Who may cause an event in a state: the table's own words, once more and independently. */
function mayHappen(state: CustodyState, { kind, by, ...rest }: CustodyEvent): boolean {
  const isOpen = 'number' in rest && state.offer?.number === rest.number;
  if (kind === 'accepted') return isOpen && state.offer?.to === by;
  if (kind === 'withdrawn') return isOpen && state.custodian === by;
  if (state.status === 'offered' || state.status === 'delivered') return false;
  if (kind === 'delivered') return state.custodian === by && state.consignee === by;
  return state.custodian === by && 'to' in rest && rest.to !== by;
}

describe('the custody table', () => {
  it(`has one custodian, whom nobody else replaces, in any order of events (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let state = consigned({ consignor: 'A', consignee: 'C' });
        for (const next of events) {
          const moved = moveCustody(state, next);
          expect(isCustodyRefusal(moved), JSON.stringify([state, next])).to.equal(!mayHappen(state, next));
          if (isCustodyRefusal(moved)) continue;
          const custodian = next.kind === 'accepted' ? state.offer?.to : state.custodian;
          expect(moved.custodian).to.equal(custodian);
          expect(moved.offer !== undefined).to.equal(moved.status === 'offered');
          if (moved.status === 'delivered') expect(moved.custodian).to.equal('C');
          state = moved;
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});
