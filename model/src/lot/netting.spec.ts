import { expect } from 'chai';
import { sumAmounts } from '../amounts';
import { LIMITS } from '../limits';
import { SEED } from '../testing/seed';
import type { LotClass } from './lot-class';
import { areNetted, netObligations, netsOf, refuseNetted, type NettedObligation } from './netting';

const conditions: Readonly<LotClass> = {
  ...{
    kind: 'obligation',
    unit: 'EUR cent',
    holders: 'company',
    transfer: 'none',
    partners: [],
    redeemAt: [],
  },
};

/** What `debtor` owes `creditor`. */
function owed(debtor: string, creditor: string, quantity: bigint, change: Partial<NettedObligation> = {}) {
  const lotId = `${debtor}/o-${creditor}/${quantity}`;
  return {
    ...{
      lotId,
      classId: `${debtor}/debts`,
      class: debtor,
      holder: `company:${creditor}`,
      quantity,
      dueAt: 1,
    },
    ...{ origin: 'a'.repeat(64), conditions, ...change },
  } as NettedObligation;
}

/** What remains owed after a netting, in its own words. */
function remainingOf(obligations: readonly NettedObligation[]) {
  return netObligations(obligations).flatMap(({ classId, outputs }) =>
    outputs.map(({ holder, quantity }) => `${classId.split('/')[0]} owes ${holder.slice(8)} ${quantity}`),
  );
}

describe('netting', () => {
  it('of a circle leaves nothing but the difference', () => {
    const circle = [owed('A', 'B', 100n), owed('B', 'C', 100n), owed('C', 'A', 70n)];
    expect(netsOf(circle).map(({ company, net }) => [company, net])).to.deep.equal([
      ['A', -30n],
      ['B', 0n],
      ['C', 30n],
    ]);
    expect(remainingOf(circle)).to.deep.equal(['A owes C 30']);
    expect(remainingOf([owed('A', 'B', 5n), owed('B', 'A', 5n)])).to.deep.equal([]);
  });

  it('lets a debtor go on to owe what is due last', () => {
    const soon = owed('A', 'B', 60n, { dueAt: 1 });
    const late = owed('A', 'B', 50n, { dueAt: 9, lotId: 'A/late/0' });
    const moves = netObligations([late, owed('B', 'A', 40n), soon]);
    const kept = moves.flatMap(({ inputs, outputs }) =>
      outputs.map(({ quantity }) => `${inputs[0]?.lot} ${quantity}`),
    );
    expect(kept).to.deep.equal(['A/o-B/60 20', 'A/late/0 50']);
  });

  it(`keeps what each of up to 16 companies is owed less what it owes (seed ${SEED})`, () => {
    let state = SEED;
    const int = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 200; run += 1) {
      const companies = Array.from({ length: 2 + int(15) }, (_, n) => `C${String(n).padStart(2, '0')}`);
      const pick = (): string => companies[int(companies.length)] ?? '';
      const obligations = Array.from({ length: 1 + int(LIMITS.nettedObligationsMax) }, (_, n) =>
        owed(pick(), pick(), BigInt(1 + int(1_000)), { lotId: `X/${n}/0`, dueAt: int(3) }),
      );
      const nets = netsOf(obligations);
      expect(sumAmounts(nets.map(({ net }) => net))).to.equal(0n);
      const moves = netObligations(obligations);
      const inputs = moves.flatMap((move) => move.inputs.map(({ lot }) => lot));
      expect(inputs.toSorted()).to.deep.equal(obligations.map(({ lotId }) => lotId).toSorted());
      expect(Math.max(...moves.map((move) => move.inputs.length))).to.be.at.most(LIMITS.lotInputsMax);
      expect(Math.max(...moves.map((move) => move.outputs.length))).to.be.at.most(LIMITS.lotOutputsMax);
      const after = moves.flatMap(({ classId, outputs }) =>
        outputs.map(({ holder, quantity }) => ({ classId, holder, quantity })),
      );
      for (const { company, net } of nets) {
        const now = netsOf(after).find((each) => each.company === company);
        expect(now?.net ?? 0n).to.equal(net);
        // No company owes and is owed at once any more.
        expect(now === undefined || now.incoming === 0n || now.outgoing === 0n).to.equal(true);
      }
      expect(areNetted(obligations.toReversed(), moves)).to.equal(true);
    }
  });

  it('uses up what is alike in moves of their creditor, in the order of their ids', () => {
    const ids = Array.from(
      { length: LIMITS.lotInputsMax + 2 },
      (_, n) => `A/n${String(n).padStart(2, '0')}/0`,
    );
    const alike = ids.map((lotId) => owed('A', 'B', 1n, { lotId }));
    const moves = netObligations([...alike.toReversed(), owed('B', 'A', 34n)]);
    const [first, second, back] = moves;
    expect(moves).to.have.length(3);
    expect(first).to.deep.include({ company: 'B', classId: 'A/debts', kind: 'net', outputs: [] });
    expect(back).to.deep.include({ company: 'A', classId: 'B/debts', kind: 'net' });
    const lotsOf = (move: typeof first) => move?.inputs.map(({ lot }) => lot);
    expect(lotsOf(first)).to.deep.equal(ids.slice(0, LIMITS.lotInputsMax));
    expect(lotsOf(second)).to.deep.equal(ids.slice(LIMITS.lotInputsMax));
    expect(first?.inputs[0]).to.deep.equal({ lot: 'A/n00/0', origin: 'a'.repeat(64) });
  });

  it('takes obligations of one unit that companies hold and no company has in pledge', () => {
    const good = owed('A', 'B', 1n);
    const cases: [Partial<NettedObligation>, string][] = [
      [{ conditions: Object.assign({}, conditions, { unit: 'USD cent' }) }, 'UNITS_DIFFER'],
      [{ conditions: Object.assign({}, conditions, { kind: 'points' }) }, 'STATE'],
      [{ holder: `wallet:${'a'.repeat(64)}` }, 'HOLDER_FORBIDDEN'],
      [{ pledge: { to: 'B', secures: 'A/x/0' } }, 'LOT_PLEDGED'],
    ];
    expect(refuseNetted([good])).to.equal(undefined);
    for (const [change, code] of cases) {
      const wrong = owed('A', 'B', 2n, change);
      expect(refuseNetted([good, wrong])).to.deep.equal({ code, field: 'obligations[1]' });
      expect(areNetted([good, wrong], netObligations([good, wrong]))).to.equal(false);
    }
  });

  it('is not what makes more or less of it', () => {
    const two = [owed('A', 'B', 100n), owed('B', 'A', 40n)];
    const [first, second] = netObligations(two);
    if (first === undefined || second === undefined) throw new Error('two moves');
    expect(areNetted(two, [first, second])).to.equal(true);
    expect(areNetted(two, [second, first])).to.equal(false);
    const more = Object.assign({}, first, { outputs: [{ holder: 'company:B', quantity: 61n }] });
    expect(areNetted(two, [more, second])).to.equal(false);
  });
});
