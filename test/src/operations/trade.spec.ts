import { expect } from 'chai';
import { ALPHA, BANK, BETA, acceptDeal, createCompanies, day, pay, refusalOf } from './companies';
import type { Companies } from './companies';

const classId = `${ALPHA}/bl`;
const titleId = `${ALPHA}/bl/0`;
const price = { classId: `${BANK}/credit`, amount: 60n };

describe('trade between companies', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha, bank } = companies;
    await alpha.trade.open({ classId });
    const titles = [
      { shipment: `${ALPHA}/S-1`, to: ALPHA },
      { shipment: `${ALPHA}/S-2`, to: BETA },
    ];
    await alpha.trade.issueTitles({ classId, ref: 'bl', titles });
    await pay(bank, BETA);
  });

  const holderOf = async (lotId: string): Promise<string> =>
    (await companies.bank.lots.get({ lotId })).holder;

  it('has titles of shipments, one each, which companies hold and pass on', async () => {
    const { kind, unit, holders, transfer } = await companies.beta.lots.getClass({ classId });
    expect({ kind, unit, holders, transfer }).to.deep.equal({
      ...{ kind: 'title', unit: 'title', holders: 'company', transfer: 'free' },
    });
    const second = await companies.beta.lots.get({ lotId: `${ALPHA}/bl/1` });
    expect(second).to.deep.include({ holder: `company:${BETA}`, quantity: 1n, shipment: `${ALPHA}/S-2` });
    const again = { classId, ref: 'again', titles: [{ shipment: `${ALPHA}/S-1`, to: BETA }] };
    expect(await refusalOf(companies.alpha.trade.issueTitles(again))).to.match(/^ALREADY_EXISTS/);
  });

  it('swaps a title for money in one step; the buyer keeps its change', async () => {
    const { alpha, beta } = companies;
    await alpha.trade.offer({ ref: 'sale', lotId: titleId, to: BETA, price, expiresAt: day(1) });
    const dealId = `${ALPHA}/sale`;
    const { proposal } = await beta.deals.get({ dealId });
    expect(proposal.parties).to.deep.equal([ALPHA, BETA]);
    expect(proposal).not.to.have.property('terms');
    expect(proposal.moves.map(({ company, outputs }) => [company, outputs])).to.deep.equal([
      [ALPHA, [{ holder: `company:${BETA}`, quantity: 1n }]],
      [
        BETA,
        [
          { holder: `company:${ALPHA}`, quantity: 60n },
          { holder: `company:${BETA}`, quantity: 40n },
        ],
      ],
    ]);
    expect((await acceptDeal(beta, dealId)).isClosed).to.equal(true);
    expect(await holderOf(`${dealId}/d0`)).to.equal(`company:${BETA}`);
    expect(await holderOf(`${dealId}/d1`)).to.equal(`company:${ALPHA}`);
  });

  it('sells a part of a lot, under terms that the parties alone know', async () => {
    const { alpha, beta } = companies;
    const bags = { kind: 'points', unit: 'bag', holders: 'company', transfer: 'free' } as const;
    await alpha.lots.setClass({ classId: `${ALPHA}/coffee`, version: 0, ...bags });
    const lots = [{ holder: `company:${ALPHA}`, quantity: 10n }];
    await alpha.lots.issue({ classId: `${ALPHA}/coffee`, ref: 'harvest', version: 0, lots });
    const offer = { lotId: `${ALPHA}/harvest/0`, to: BETA, price, expiresAt: day(1) };
    const terms = 'ab'.repeat(32);
    await alpha.trade.offer({ ...offer, ref: 'part', quantity: 4n, terms });
    const { proposal } = await beta.deals.get({ dealId: `${ALPHA}/part` });
    expect(proposal.terms).to.equal(terms);
    expect(proposal.moves[0]?.outputs).to.deep.equal([
      { holder: `company:${BETA}`, quantity: 4n },
      { holder: `company:${ALPHA}`, quantity: 6n },
    ]);
    expect(await refusalOf(alpha.trade.offer({ ...offer, ref: 'more', quantity: 11n }))).to.match(
      /^SUMS_DIFFER/,
    );
    const dear = { ...offer, ref: 'dear', price: { ...price, amount: 101n } };
    expect(await refusalOf(alpha.trade.offer(dear))).to.equal('LOTS_INSUFFICIENT');
  });

  it('closes a deal once nobody else has to agree', async () => {
    const { alpha, beta, bank } = companies;
    const { digest: origin } = await alpha.lots.get({ lotId: titleId });
    const moves = [
      {
        ...{ company: ALPHA, classId, kind: 'transfer' as const, inputs: [{ lot: titleId, origin }] },
        outputs: [{ holder: `company:${BANK}`, quantity: 1n }],
      },
    ];
    await alpha.deals.propose({ ref: 'three', parties: [ALPHA, BETA, BANK], moves, expiresAt: day(1) });
    const dealId = `${ALPHA}/three`;
    const first = await acceptDeal(beta, dealId);
    expect([first.isClosed, first.result.key]).to.deep.equal([false, `deal/${dealId}/agreed/${BETA}`]);
    expect(await refusalOf(bank.trade.accept({ dealId, digest: 'f'.repeat(64) }))).to.match(
      /^CONTENT_DIFFERS/,
    );
    expect((await acceptDeal(bank, dealId)).isClosed).to.equal(true);
    expect(await holderOf(`${dealId}/d0`)).to.equal(`company:${BANK}`);
  });

  it('does not hide why a deal is not closed', async () => {
    const { alpha, beta } = companies;
    await alpha.trade.offer({ ref: 'sale', lotId: titleId, to: BETA, price, expiresAt: day(1) });
    await alpha.trade.endorse({ ref: 'gone', titleId, to: BANK });
    expect(await refusalOf(acceptDeal(beta, `${ALPHA}/sale`))).to.match(/^LOT_SPENT/);
  });

  it('endorses a title, and surrenders it for the goods', async () => {
    const { alpha, bank } = companies;
    await alpha.trade.endorse({ ref: 'to-bank', titleId, to: BANK });
    const endorsed = `${ALPHA}/to-bank/m0`;
    expect(await holderOf(endorsed)).to.equal(`company:${BANK}`);
    await bank.trade.surrender({ ref: 's', titleId: endorsed });
    expect((await bank.lots.get({ lotId: endorsed })).status).to.equal('spent');
    expect(await refusalOf(bank.lots.get({ lotId: `${BANK}/s/m0` }))).to.match(/^UNKNOWN_LOT/);
  });

  it('pledges a title for an obligation, which the pledgee releases or forecloses', async () => {
    const { beta, bank } = companies;
    const debts = [0, 1].map(() => ({ to: BANK, amount: 5n, dueAt: day(0) }));
    await beta.settlement.open({ classId: `${BETA}/debts`, unit: 'EUR cent' });
    await beta.settlement.owe({ classId: `${BETA}/debts`, ref: 'loan', debts });
    const secures = `${BETA}/loan/0`;
    await beta.trade.pledge({ ref: 'p', titleId: `${ALPHA}/bl/1`, to: BANK, secures });
    const pledged = await bank.lots.get({ lotId: `${BETA}/p/m0` });
    expect(pledged).to.deep.include({ holder: `company:${BETA}`, pledge: { to: BANK, secures } });
    expect(await refusalOf(beta.trade.endorse({ ref: 'e', titleId: `${BETA}/p/m0`, to: ALPHA }))).to.match(
      /^LOT_PLEDGED/,
    );

    await bank.trade.release({ ref: 'r', titleId: `${BETA}/p/m0` });
    const free = await bank.lots.get({ lotId: `${BANK}/r/m0` });
    expect([free.holder, free.pledge]).to.deep.equal([`company:${BETA}`, undefined]);
    expect(await refusalOf(bank.trade.foreclose({ ref: 'no', titleId: `${BANK}/r/m0` }))).not.to.equal(
      'done',
    );

    await beta.trade.pledge({ ref: 'q', titleId: `${BANK}/r/m0`, to: BANK, secures });
    await bank.trade.foreclose({ ref: 'f', titleId: `${BETA}/q/m0` });
    expect(await holderOf(`${BANK}/f/m0`)).to.equal(`company:${BANK}`);
    expect((await bank.lots.get({ lotId: secures })).status).to.equal('spent');
  });

  it('refuses requests with unknown, missing or wrong members, by name', async () => {
    const { trade } = companies.alpha;
    const offer = { ref: 'r', lotId: titleId, to: BETA, price, expiresAt: day(1) };
    const titles = Array.from({ length: 101 }, () => ({ shipment: 's', to: BETA }));
    const pledge = { ref: 'r', titleId, to: BANK, secures: 'x' };
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => trade.open({} as never), 'classId'],
      [() => trade.issueTitles({ classId, ref: 'r', titles: [] }), 'titles'],
      [() => trade.issueTitles({ classId, ref: 'r', titles }), 'titles'],
      [() => trade.issueTitles({ classId, ref: 5, titles } as never), 'ref'],
      [() => trade.offer({ ...offer, price: { ...price, amount: 0n } }), 'price.amount'],
      [() => trade.offer({ ...offer, price: { amount: 1n } } as never), 'price.classId'],
      [() => trade.offer({ ...offer, quantity: 0n }), 'quantity'],
      [() => trade.offer({ ...offer, expiresAt: undefined } as never), 'expiresAt'],
      [() => trade.offer({ ...offer, terms: '' }), 'terms'],
      [() => trade.offer({ ...offer, prize: price } as never), 'prize'],
      [() => trade.accept({ dealId: 'd' } as never), 'digest'],
      [() => trade.accept({ dealId: '', digest: 'd' }), 'dealId'],
      [() => trade.endorse({ ref: 'r', titleId } as never), 'to'],
      [() => trade.pledge({ ...pledge, secures: '' }), 'secures'],
      [() => trade.pledge({ ...pledge, to: undefined } as never), 'to'],
      [() => trade.release({ ref: 'r' } as never), 'titleId'],
      [() => trade.foreclose({ titleId } as never), 'ref'],
      [() => trade.surrender({ ref: 'r', titleId, to: BETA } as never), 'to'],
    ];
    for (const [call, option] of cases) {
      expect(await refusalOf(call())).to.equal(`OPTIONS_INVALID ${option}`);
    }
  });
});
