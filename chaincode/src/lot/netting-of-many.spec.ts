import { LIMITS, companyHolder, netsOf, type ClassLotRecord, type FactReceipt } from '@kontti/model';
import { expect } from 'chai';
import { createTestIdentity, type TestIdentity } from '../testing/identities';
import { CLASS } from '../testing/lot-world';
import { HOUR_MS, NOON_MS, createWorld } from '../testing/world';

const COUNT = LIMITS.dealPartiesMax;
const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `C${String(n).padStart(2, '0')}MSP`);
const classOf = (mspId: string): string => `${mspId}/debts`;
const glnOf = (n: number): string => {
  const digits = `6400002000${String(n).padStart(2, '0')}`;
  const sum = Array.from(digits, (digit, place) => Number(digit) * (place % 2 === 0 ? 1 : 3)).reduce(
    (total, each) => total + each,
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

/** A ledger of companies that each may owe one another. */
async function createDebtors(names: readonly string[]) {
  const { ledger } = await createWorld({ newcomers: [...names] });
  const admins = new Map<string, TestIdentity>();
  const adminOf = (mspId: string): TestIdentity => {
    const as = admins.get(mspId);
    if (as === undefined) throw new Error(mspId);
    return as;
  };
  const submit = async (by: string, method: string, request: object): Promise<FactReceipt> =>
    (await ledger.submit({ as: adminOf(by), method, request })).result as FactReceipt;
  for (const [n, mspId] of names.entries()) {
    admins.set(mspId, await createTestIdentity({ mspId, unit: 'admin' }));
    await submit(mspId, 'company:Register', { name: mspId, gln: glnOf(n), jurisdiction: 'FI' });
    const change = { classId: classOf(mspId), kind: 'obligation', holders: 'company' };
    await submit(mspId, 'lot:SetClass', { ...CLASS, ...change, redeemAt: [] });
  }
  return { ledger, submit, adminOf };
}

describe(`netting of ${LIMITS.nettedObligationsMax} obligations among ${COUNT} companies`, () => {
  it('leaves each its net in one fact, and is judged to hold', async () => {
    const names = namesOf(COUNT);
    const { ledger, submit, adminOf } = await createDebtors(names);
    const as = adminOf(names[0] ?? '');
    const lotOf = async (lotId: string): Promise<ClassLotRecord> =>
      await ledger.evaluate<ClassLotRecord>({ as, method: 'lot:GetLot', request: { lotId } });

    const obligations: { lot: string; origin: string }[] = [];
    const owed: { classId: string; holder: string; quantity: bigint }[] = [];
    const each = Math.floor(LIMITS.nettedObligationsMax / COUNT);
    for (const [n, debtor] of names.entries()) {
      const lots = Array.from(
        { length: n === 0 ? LIMITS.nettedObligationsMax - each * (COUNT - 1) : each },
        (_, k) => ({
          holder: companyHolder(names[(n + 1 + (k % (COUNT - 1))) % COUNT] ?? ''),
          quantity: String(100 + ((n * 37 + k * 53) % 900)),
          dueAt: NOON_MS + (1 + (k % 3)) * HOUR_MS,
        }),
      );
      const { digest: origin } = await submit(debtor, 'lot:Issue', {
        classId: classOf(debtor),
        ref: 'o',
        version: 0,
        lots,
      });
      lots.forEach(({ holder, quantity }, k) => {
        obligations.push({ lot: `${debtor}/o/${k}`, origin });
        owed.push({ classId: classOf(debtor), holder, quantity: BigInt(quantity) });
      });
    }
    expect(obligations.length).to.equal(LIMITS.nettedObligationsMax);
    const [proposer = '', ...others] = names;
    const { digest } = await submit(proposer, 'lot:ProposeNetting', {
      ref: 'n',
      obligations,
      expiresAt: NOON_MS + HOUR_MS,
    });
    const dealId = `${proposer}/n`;
    for (const mspId of others) await submit(mspId, 'lot:AgreeDeal', { dealId, digest });
    const { key } = await submit(proposer, 'lot:CloseDeal', { dealId });

    const { status, json = '' } = await ledger.evaluate<{ status: string; json?: string }>({
      ...{ as, method: 'company:GetFact', request: { key } },
    });
    expect(status).to.equal('sealed');
    console.log(`      ${json.length} bytes of one fact`);
    const { moves } = (JSON.parse(json) as { body: { moves: { outputs: object[] }[] } }).body;
    const left = await Promise.all(
      moves.flatMap(({ outputs }) => outputs).map((_, n) => lotOf(`${dealId}/d${n}`)),
    );
    const after = netsOf(
      left.map(({ classId, holder, quantity }) => ({ classId, holder, quantity: BigInt(quantity) })),
    );
    for (const { company, net } of netsOf(owed)) {
      expect(after.find((now) => now.company === company)?.net ?? 0n, company).to.equal(net);
    }
  });

  it('is refused for one company more, and for a company with itself', async () => {
    const names = namesOf(COUNT + 1);
    const { ledger, submit, adminOf } = await createDebtors(names);
    const [proposer = ''] = names;
    const lots = names.map((mspId) => ({
      holder: companyHolder(mspId),
      quantity: '1',
      dueAt: NOON_MS + HOUR_MS,
    }));
    const issuing = { classId: classOf(proposer), ref: 'o', version: 0, lots };
    const { digest: origin } = await submit(proposer, 'lot:Issue', issuing);
    const obligations = names.map((_, n) => ({ lot: `${proposer}/o/${n}`, origin }));
    const expiresAt = NOON_MS + HOUR_MS;
    const refused = async (netted: readonly object[]): Promise<string> => {
      const request = { ref: 'n', obligations: netted, expiresAt };
      const as = adminOf(proposer);
      const { code, field } = await ledger.refusal({ as, method: 'lot:ProposeNetting', request });
      return `${code} ${field}`;
    };
    expect(await refused(obligations)).to.equal('FIELD_RANGE obligations');
    expect(await refused(obligations.slice(0, 1))).to.equal('FIELD_RANGE obligations');
    const most = { ref: 'n', obligations: obligations.slice(0, COUNT), expiresAt };
    expect((await submit(proposer, 'lot:ProposeNetting', most)).key).to.contain(proposer);
  });
});
