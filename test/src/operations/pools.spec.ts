import type { LotPool } from '@kontti/client-sdk';
import { expect } from 'chai';
import { ALPHA, BANK, BETA, allOf, createCompanies, pay, refusalOf } from './companies';
import type { Companies } from './companies';

const to = `company:${BETA}`;

describe('pools of lots', () => {
  let companies: Companies;
  let classId: string;
  let pool: LotPool;

  beforeEach(async () => {
    companies = await createCompanies();
    classId = await pay(companies.bank, ALPHA);
    pool = companies.alpha.lots.pool({ classId, lots: 4 });
  });

  const heldBy = async (company: string): Promise<bigint[]> => {
    const conditions = { classId, holder: `company:${company}`, status: 'unspent' as const };
    return (await allOf(companies.bank.lots.query(conditions))).map(({ quantity }) => quantity);
  };
  const sum = (quantities: readonly bigint[]) => quantities.reduce((total, each) => total + each, 0n);

  it('transfer many times at once from one lot, and get their change as several', async () => {
    const refs = Array.from({ length: 10 }, (_, n) => `p-${n}`);
    await Promise.all(refs.map((ref) => pool.transfer({ ref, to, quantity: 7n })));
    expect(await heldBy(BETA)).to.deep.equal(refs.map(() => 7n));
    const rest = await heldBy(ALPHA);
    expect(sum(rest)).to.equal(30n);
    expect(rest.length).to.be.within(2, 5);
  });

  it('repeat a transfer without effect, also in another process, and refuse its reference for another one', async () => {
    const payment = { ref: 'p', to, quantity: 7n };
    const first = await pool.transfer(payment);
    const other = companies.alpha.lots.pool({ classId });
    for (const each of [pool, other]) {
      expect((await each.transfer(payment)).result).to.deep.equal(first.result);
      expect(await refusalOf(each.transfer({ ...payment, quantity: 8n }))).to.equal('REF_REUSED ref');
      expect(await refusalOf(each.transfer({ ...payment, to: `company:${BANK}` }))).to.equal(
        'REF_REUSED ref',
      );
    }
    expect([sum(await heldBy(BETA)), sum(await heldBy(ALPHA))]).to.deep.equal([7n, 93n]);
    // A repeat uses nothing up, so what is left can still be transferred.
    await other.transfer({ ref: 'all', to, quantity: 93n });
    expect(await heldBy(ALPHA)).to.deep.equal([]);
  });

  it('take other lots where another process was faster', async () => {
    await pay(companies.bank, ALPHA, { ref: 'more', quantity: 50n });
    await pool.transfer({ ref: 'warm', to, quantity: 1n });
    const lots = await allOf(
      companies.alpha.lots.query({ classId, holder: `company:${ALPHA}`, status: 'unspent' }),
    );
    const [taken] = lots;
    if (taken === undefined) throw new TypeError('a lot');
    const { lotId: lot, digest: origin, quantity } = taken;
    const outputs = [{ holder: `company:${BANK}`, quantity }];
    await companies.alpha.lots.move({
      classId,
      ref: 'away',
      kind: 'transfer',
      inputs: [{ lot, origin }],
      outputs,
    });
    const rest = sum(await heldBy(ALPHA));
    await pool.transfer({ ref: 'rest', to, quantity: rest });
    expect(await heldBy(ALPHA)).to.deep.equal([]);
    expect(await refusalOf(pool.transfer({ ref: 'none', to, quantity: 1n }))).to.equal('LOTS_INSUFFICIENT');
  });

  it('pass on why a transfer is refused, and keep the lots', async () => {
    const nobody = { ref: 'x', to: 'company:NobodyMSP', quantity: 5n };
    expect(await refusalOf(pool.transfer(nobody))).to.match(/^UNKNOWN_COMPANY/);
    await pool.transfer({ ref: 'all', to, quantity: 100n });
    expect(await heldBy(BETA)).to.deep.equal([100n]);
  });

  it('are of a class, with a bounded number of lots, and transfer what is there', async () => {
    const { lots } = companies.alpha;
    const cases: readonly (readonly [() => unknown, string])[] = [
      [() => lots.pool({} as never), 'classId'],
      [() => lots.pool({ classId, lots: 0 }), 'lots'],
      [() => lots.pool({ classId, size: 4 } as never), 'size'],
    ];
    for (const [call, option] of cases) {
      expect(await refusalOf((async () => call())())).to.equal(`OPTIONS_INVALID ${option}`);
    }
    const payment = { ref: 'p', to, quantity: 1n };
    expect(await refusalOf(pool.transfer({ ...payment, quantity: 0n }))).to.equal('OPTIONS_INVALID quantity');
    expect(await refusalOf(pool.transfer({ ...payment, to: '' }))).to.equal('OPTIONS_INVALID to');
    expect(await refusalOf(pool.transfer({ ...payment, ref: '' }))).to.equal('OPTIONS_INVALID ref');
  });
});
