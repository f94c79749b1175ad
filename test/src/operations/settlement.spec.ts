import type { Debt } from '@kontti/client-sdk';
import { expect } from 'chai';
import { ALPHA, BANK, BETA, acceptDeal, allOf, createCompanies, day, pay, refusalOf } from './companies';
import type { Companies } from './companies';

const classId = `${ALPHA}/debts`;
const debt: Debt = { to: BETA, amount: 70n, dueAt: day(30) };

describe('settlement between companies', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.settlement.open({ classId, unit: 'EUR cent' });
  });

  const owe = (ref: string, ...debts: Debt[]) => companies.alpha.settlement.owe({ classId, ref, debts });

  it('has classes of obligations that companies alone hold, and pass on', async () => {
    const { kind, holders, transfer, unit, version } = await companies.beta.lots.getClass({ classId });
    expect({ kind, holders, transfer, unit, version }).to.deep.equal({
      ...{ kind: 'obligation', holders: 'company', transfer: 'free', unit: 'EUR cent', version: 0 },
    });
  });

  it('states debts in order: who gets how much, when it is due, and what it is about', async () => {
    await owe('inv', debt, { ...debt, to: BANK, amount: 5n, about: `${BANK}/INV-7` });
    const [first, second] = await Promise.all(
      [0, 1].map((n) => companies.beta.lots.get({ lotId: `${ALPHA}/inv/${n}` })),
    );
    expect(first).to.deep.include({ holder: `company:${BETA}`, quantity: 70n, dueAt: day(30) });
    expect(first).not.to.have.property('subject');
    expect(second).to.deep.include({ holder: `company:${BANK}`, quantity: 5n, subject: `${BANK}/INV-7` });
  });

  it('splits instalments into parts that add up, each due at its time', async () => {
    const dueAt = [day(1), day(31), day(61)];
    const loan = { classId, ref: 'loan', to: BETA, amount: 100n, dueAt, about: `${BETA}/loan-1` };
    await companies.alpha.settlement.oweInstalments(loan);
    const lots = await allOf(companies.beta.lots.query({ classId, holder: `company:${BETA}` }));
    expect(lots.map((lot) => [lot.lotId, lot.quantity, lot.dueAt, lot.subject])).to.deep.equal([
      [`${ALPHA}/loan/0`, 34n, day(1), `${BETA}/loan-1`],
      [`${ALPHA}/loan/1`, 33n, day(31), `${BETA}/loan-1`],
      [`${ALPHA}/loan/2`, 33n, day(61), `${BETA}/loan-1`],
    ]);
  });

  it('pays an obligation in one deal: money to the creditor, change to the payer, the obligation is gone', async () => {
    const { alpha, beta, bank } = companies;
    const paidWith = await pay(bank, ALPHA);
    await owe('inv', debt);
    const payment = { ref: 'pay', obligationId: `${ALPHA}/inv/0`, paidWith, expiresAt: day(2) };
    await alpha.settlement.proposePayment(payment);
    const { proposal } = await beta.deals.get({ dealId: `${ALPHA}/pay` });
    expect(proposal.parties).to.deep.equal([ALPHA, BETA]);
    expect(proposal.moves.map(({ company, kind }) => [company, kind])).to.deep.equal([
      [ALPHA, 'transfer'],
      [BETA, 'retire'],
    ]);
    expect((await acceptDeal(beta, `${ALPHA}/pay`)).isClosed).to.equal(true);
    const heldBy = async (holder: string) =>
      (
        await allOf(bank.lots.query({ classId: paidWith, holder: `company:${holder}`, status: 'unspent' }))
      ).map(({ quantity }) => quantity);
    expect([await heldBy(ALPHA), await heldBy(BETA)]).to.deep.equal([[30n], [70n]]);
    expect((await beta.lots.get({ lotId: `${ALPHA}/inv/0` })).status).to.equal('spent');
  });

  it('refuses to pay with another unit, with too little, or what no company holds', async () => {
    const { alpha, beta, bank } = companies;
    const paidWith = await pay(bank, ALPHA, { quantity: 69n });
    await owe('inv', debt);
    const payment = { ref: 'pay', obligationId: `${ALPHA}/inv/0`, paidWith, expiresAt: day(2) };
    expect(await refusalOf(alpha.settlement.proposePayment(payment))).to.equal('LOTS_INSUFFICIENT');
    const bags = { kind: 'points', unit: 'bag', holders: 'both', transfer: 'free' } as const;
    await beta.lots.setClass({ classId: `${BETA}/coffee`, version: 0, ...bags });
    const inBags = { ...payment, paidWith: `${BETA}/coffee` };
    expect(await refusalOf(alpha.settlement.proposePayment(inBags))).to.equal('OPTIONS_INVALID paidWith');
    const holder = beta.lots.key().holderIn(`${BETA}/coffee`);
    const lots = [{ holder, quantity: 1n }];
    await beta.lots.issue({ classId: `${BETA}/coffee`, ref: 'bag', version: 0, lots });
    const ofWallet = { ...payment, obligationId: `${BETA}/bag/0` };
    expect(await refusalOf(alpha.settlement.proposePayment(ofWallet))).to.equal(
      'OPTIONS_INVALID obligationId',
    );
  });

  it('nets obligations: each company sees its own net before it agrees', async () => {
    const { alpha, beta } = companies;
    await owe('inv', debt);
    await beta.settlement.open({ classId: `${BETA}/debts`, unit: 'EUR cent' });
    const back = { to: ALPHA, amount: 30n, dueAt: day(20) };
    await beta.settlement.owe({ classId: `${BETA}/debts`, ref: 'back', debts: [back] });
    const obligationIds = [`${ALPHA}/inv/0`, `${BETA}/back/0`];
    await alpha.settlement.proposeNetting({ ref: 'march', obligationIds, expiresAt: day(2) });
    const dealId = `${ALPHA}/march`;
    const { digest, nets, obligations } = await beta.settlement.getNetting({ dealId });
    expect(nets).to.deep.equal([
      { company: ALPHA, incoming: 30n, outgoing: 70n, net: -40n },
      { company: BETA, incoming: 70n, outgoing: 30n, net: 40n },
    ]);
    expect(obligations.map(({ lotId }) => lotId)).to.have.members(obligationIds);
    expect((await beta.trade.accept({ dealId, digest })).isClosed).to.equal(true);
    const { open } = await beta.settlement.statement({ classId, creditor: BETA });
    expect(open).to.equal(40n);
  });

  it('shows the nets of nettings alone', async () => {
    const { alpha, bank } = companies;
    const paidWith = await pay(bank, ALPHA);
    await owe('inv', debt);
    const payment = { ref: 'pay', obligationId: `${ALPHA}/inv/0`, paidWith, expiresAt: day(2) };
    await alpha.settlement.proposePayment(payment);
    expect(await refusalOf(alpha.settlement.getNetting({ dealId: `${ALPHA}/pay` }))).to.equal(
      'OPTIONS_INVALID dealId',
    );
  });

  it('keeps what is disputed out of nettings until the dispute ends', async () => {
    const { alpha, beta } = companies;
    await owe('inv', debt);
    const lotId = `${ALPHA}/inv/0`;
    await beta.settlement.dispute({ lotId, reason: 'short delivery' });
    const netting = { obligationIds: [lotId], expiresAt: day(2) };
    const refused = alpha.settlement.proposeNetting({ ...netting, ref: 'a' });
    expect(await refusalOf(refused)).to.equal('LOT_DISPUTED obligations[0]');
    const statement = () => beta.settlement.statement({ classId, creditor: BETA });
    expect((await statement()).disputed).to.equal(70n);
    await beta.settlement.withdrawDispute({ lotId });
    expect((await statement()).disputed).to.equal(0n);
    await alpha.settlement.proposeNetting({ ...netting, ref: 'b' });
  });

  it('states what is open, and due by now, to one creditor', async () => {
    const { beta, ledger } = companies;
    await owe('inv', debt, { ...debt, amount: 5n, dueAt: day(60) }, { ...debt, to: BANK });
    ledger.nowMs = day(30).getTime();
    expect(await beta.settlement.statement({ classId, creditor: BETA })).to.deep.include({
      ...{ open: 75n, due: 70n, disputed: 0n },
    });
  });

  it('refuses requests with unknown, missing or wrong members, by name', async () => {
    const { settlement } = companies.alpha;
    const payment = { ref: 'r', obligationId: 'A/o/0', paidWith: 'B/c', expiresAt: day(1) };
    const loan = { classId, ref: 'r', to: BETA, amount: 5n, dueAt: [day(1)] };
    const many = Array.from({ length: 201 }, () => 'A/o/0');
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => settlement.open({ classId } as never), 'unit'],
      [() => settlement.open({ classId, unit: 'EUR', kind: 'title' } as never), 'kind'],
      [() => settlement.owe({ classId, ref: 'r', debts: [] }), 'debts'],
      [() => settlement.owe({ classId, debts: [debt] } as never), 'ref'],
      [() => settlement.oweInstalments({ ...loan, amount: 0n }), 'amount'],
      [() => settlement.oweInstalments({ ...loan, dueAt: [] }), 'dueAt'],
      [() => settlement.oweInstalments({ ...loan, to: undefined } as never), 'to'],
      [() => settlement.oweInstalments({ ...loan, about: '' }), 'about'],
      [() => settlement.proposePayment({ ...payment, obligationId: '' }), 'obligationId'],
      [() => settlement.proposePayment({ ...payment, expiresAt: undefined } as never), 'expiresAt'],
      [() => settlement.proposePayment({ ...payment, paidWith: 5 } as never), 'paidWith'],
      [() => settlement.proposeNetting({ ref: 'r', obligationIds: [], expiresAt: day(1) }), 'obligationIds'],
      [
        () => settlement.proposeNetting({ ref: 'r', obligationIds: many, expiresAt: day(1) }),
        'obligationIds',
      ],
      [() => settlement.proposeNetting({ ref: '', obligationIds: ['a'], expiresAt: day(1) }), 'ref'],
      [() => settlement.statement({ classId } as never), 'request.creditor'],
      [() => settlement.statement({ creditor: BETA } as never), 'request.classId'],
    ];
    for (const [call, option] of cases) {
      expect(await refusalOf(call())).to.equal(`OPTIONS_INVALID ${option}`);
    }
  });
});
