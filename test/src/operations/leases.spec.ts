import { breachToBytes } from '@kontti/client-sdk';
import type { LeaseBreach } from '@kontti/client-sdk';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { ALPHA, BANK, BETA, acceptDeal, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const cars = `${ALPHA}/cars`;
const debts = `${BETA}/debts`;

describe('leases and licences', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha, beta } = companies;
    await alpha.licences.open({ classId: cars, unit: 'car', transfer: 'free' });
    await beta.settlement.open({ classId: debts, unit: 'EUR cent' });
  });

  const heldBy = async (classId: string, company: string) =>
    await allOf(
      companies.bank.lots.query({ classId, holder: `company:${company}`, status: 'unspent' as const }),
    );

  describe('licences', () => {
    it('are of a class of their own, as the licensor says who can pass them on', async () => {
      const { kind, unit, holders, transfer } = await companies.beta.lots.getClass({ classId: cars });
      expect({ kind, unit, holders, transfer }).to.deep.equal({
        ...{ kind: 'licence', unit: 'car', holders: 'company', transfer: 'free' },
      });
    });

    it('are granted for a number of uses, until a day, about a thing, or without either', async () => {
      const grant = { classId: cars, to: BETA, uses: 25n };
      await companies.alpha.licences.grant({ ...grant, ref: 'a', until: day(60), about: `${ALPHA}/car-7` });
      await companies.alpha.licences.grant({ ...grant, ref: 'b' });
      const [first, second] = await Promise.all(
        ['a', 'b'].map((ref) => companies.beta.lots.get({ lotId: `${ALPHA}/${ref}/0` })),
      );
      expect(first).to.deep.include({ holder: `company:${BETA}`, quantity: 25n, expiresAt: day(60) });
      expect(first?.subject).to.equal(`${ALPHA}/car-7`);
      expect(second).not.to.have.any.keys('expiresAt', 'subject');
    });

    it('are used up, and no further', async () => {
      const { alpha, beta } = companies;
      await alpha.licences.grant({ classId: cars, ref: 'a', to: BETA, uses: 5n });
      await beta.licences.use({ classId: cars, ref: 'w1', uses: 3n });
      expect((await heldBy(cars, BETA)).map(({ quantity }) => quantity)).to.deep.equal([2n]);
      const more = beta.licences.use({ classId: cars, ref: 'w2', uses: 3n });
      expect(await refusalOf(more)).to.equal('LOTS_INSUFFICIENT');
      await beta.licences.use({ classId: cars, ref: 'w3', uses: 2n });
      expect(await heldBy(cars, BETA)).to.deep.equal([]);
    });

    it('have royalties, whose shares add up and of which nobody owes nothing', async () => {
      const royalties = { classId: debts, ref: 'w14', amount: 3n, dueAt: day(30) };
      const shares = [
        { to: ALPHA, parts: 2 },
        { to: BANK, parts: 1 },
      ];
      await companies.beta.licences.payRoyalties({ ...royalties, shares, about: `${ALPHA}/film` });
      const [alphas, banks] = await Promise.all([heldBy(debts, ALPHA), heldBy(debts, BANK)]);
      expect([...alphas, ...banks].map((lot) => [lot.quantity, lot.dueAt, lot.subject])).to.deep.equal([
        [2n, day(30), `${ALPHA}/film`],
        [1n, day(30), `${ALPHA}/film`],
      ]);
      await companies.beta.licences.payRoyalties({ ...royalties, ref: 'w15', amount: 1n, shares });
      expect((await heldBy(debts, BANK)).length).to.equal(1);
      const [, last] = await heldBy(debts, ALPHA);
      expect([last?.quantity, last?.subject]).to.deep.equal([1n, undefined]);
    });
  });

  describe('leases', () => {
    const lease = { ref: 'car-7', rightId: `${ALPHA}/car-7/0`, classId: debts, amount: 100n };
    const dueAt = [day(30), day(60), day(90)];

    it('swap the right for the instalments in one deal', async () => {
      const { alpha, beta } = companies;
      const right = { classId: cars, ref: 'car-7', to: ALPHA, uses: 1n, about: `${ALPHA}/agreement` };
      await alpha.licences.grant(right);
      await beta.leases.sign({ ...lease, dueAt, expiresAt: day(2) });
      expect((await heldBy(debts, BETA)).map(({ lotId }) => lotId)).to.deep.equal(
        [0, 1, 2].map((n) => `${BETA}/car-7-i/${n}`),
      );
      const { proposal } = await alpha.deals.get({ dealId: `${BETA}/car-7` });
      expect([proposal.parties, proposal.moves.map(({ company }) => company)]).to.deep.equal([
        [BETA, ALPHA],
        [ALPHA, BETA, BETA, BETA],
      ]);
      expect((await acceptDeal(alpha, `${BETA}/car-7`)).isClosed).to.equal(true);
      const [rights, instalments] = await Promise.all([heldBy(cars, BETA), heldBy(debts, ALPHA)]);
      expect(rights.map(({ quantity }) => quantity)).to.deep.equal([1n]);
      expect(instalments.map((lot) => [lot.quantity, lot.dueAt, lot.subject])).to.deep.equal([
        [34n, day(30), `${ALPHA}/agreement`],
        [33n, day(60), `${ALPHA}/agreement`],
        [33n, day(90), `${ALPHA}/agreement`],
      ]);
    });

    it('are of what a company holds', async () => {
      const { alpha, beta } = companies;
      const points = { kind: 'points', unit: 'mile', holders: 'both', transfer: 'free' } as const;
      await alpha.lots.setClass({ classId: `${ALPHA}/miles`, version: 0, ...points });
      const holder = alpha.lots.key().holderIn(`${ALPHA}/miles`);
      const lots = [{ holder, quantity: 1n }];
      await alpha.lots.issue({ classId: `${ALPHA}/miles`, ref: 'car-7', version: 0, lots });
      const signed = beta.leases.sign({ ...lease, dueAt, expiresAt: day(2) });
      expect(await refusalOf(signed)).to.equal('OPTIONS_INVALID rightId');
      expect(await heldBy(debts, BETA), 'instalments issued').to.deep.equal([]);
    });

    it('have breaches, recorded by the digest of what was found, which the lessee answers', async () => {
      const { alpha, beta } = companies;
      const breach: LeaseBreach = { kind: 'kilometres', at: day(10), excess: 1500 };
      const report = { ref: 'b1', agreement: `${ALPHA}/car-7`, lessee: BETA, breach };
      await alpha.leases.reportBreach(report);
      const recordId = `${ALPHA}/b1/0`;
      expect(await beta.records.get({ recordId })).to.deep.include({
        ...{ name: 'breach: kilometres', mediaType: 'application/json', counterparty: BETA },
        references: [`${ALPHA}/car-7`],
        sha256: createHash('sha256')
          .update('{"kind":"kilometres","at":"2026-02-11T12:00:00.000Z","excess":1500}')
          .digest('hex'),
      });
      const content = createHash('sha256').update(breachToBytes(breach)).digest('hex');
      const answer = { recordId, content, as: 'accepted' as const };
      await beta.records.acknowledge({ ref: 'b1', acknowledgements: [answer] });
    });
  });

  it('refuse requests with unknown, missing or wrong members, by name', async () => {
    const { leases, licences } = companies.alpha;
    const breach: LeaseBreach = { kind: 'term', at: day(1), excess: 0 };
    const report = { ref: 'r', agreement: 'A/a', lessee: BETA, breach };
    const lease = { ref: 'r', rightId: 'A/r/0', classId: debts, amount: 1n, dueAt: [day(1)] };
    const grant = { classId: cars, ref: 'r', to: BETA, uses: 1n };
    const use = { classId: cars, ref: 'r', uses: 1n };
    const royalties = {
      classId: cars,
      ref: 'r',
      amount: 1n,
      shares: [{ to: BETA, parts: 1 }],
      dueAt: day(1),
    };
    const many = Array.from({ length: 101 }, () => ({ to: BETA, parts: 1 }));
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => leases.sign({ ...lease, dueAt: [], expiresAt: day(1) }), 'dueAt'],
      [() => leases.sign({ ...lease, dueAt: Array(16).fill(day(1)), expiresAt: day(1) }), 'dueAt'],
      [() => leases.sign(lease as never), 'expiresAt'],
      [() => leases.sign({ ...lease, amount: 0n, expiresAt: day(1) }), 'amount'],
      [() => leases.sign({ ...lease, rightId: '', expiresAt: day(1) }), 'rightId'],
      [() => leases.sign({ ...lease, ref: undefined, expiresAt: day(1) } as never), 'ref'],
      [() => leases.sign({ ...lease, classId: undefined, expiresAt: day(1) } as never), 'classId'],
      [() => leases.reportBreach({ ...report, agreement: '' }), 'agreement'],
      [() => leases.reportBreach({ ...report, lessee: undefined } as never), 'lessee'],
      [() => leases.reportBreach({ ...report, ref: undefined } as never), 'ref'],
      [() => leases.reportBreach({ ...report, breach: { ...breach, excess: -1 } }), 'breach.excess'],
      [
        () => leases.reportBreach({ ...report, breach: { ...breach, kind: 'speed' } as never }),
        'breach.kind',
      ],
      [() => leases.reportBreach({ ...report, breach: { kind: 'term', excess: 0 } as never }), 'breach.at'],
      [() => licences.open({ classId: cars, unit: 'use', transfer: 'all' } as never), 'transfer'],
      [() => licences.open({ classId: cars, transfer: 'free' } as never), 'unit'],
      [() => licences.open({ unit: 'use', transfer: 'free' } as never), 'classId'],
      [() => licences.grant({ ...grant, uses: 0n }), 'uses'],
      [() => licences.grant({ ...grant, about: '' }), 'about'],
      [() => licences.grant({ ...grant, to: undefined } as never), 'to'],
      [() => licences.grant({ ...grant, ref: undefined } as never), 'ref'],
      [() => licences.grant({ ...grant, classId: undefined } as never), 'classId'],
      [() => licences.use({ ...use, uses: 5 } as never), 'uses'],
      [() => licences.use({ ...use, ref: '' }), 'ref'],
      [() => licences.use({ ...use, classId: '' }), 'classId'],
      [() => licences.payRoyalties({ ...royalties, shares: [] }), 'shares'],
      [() => licences.payRoyalties({ ...royalties, shares: many }), 'shares'],
      [() => licences.payRoyalties({ ...royalties, dueAt: undefined } as never), 'dueAt'],
      [() => licences.payRoyalties({ ...royalties, amount: 0n }), 'amount'],
      [() => licences.payRoyalties({ ...royalties, about: '' }), 'about'],
    ];
    for (const [call, option] of cases) {
      expect(await refusalOf(call())).to.equal(`OPTIONS_INVALID ${option}`);
    }
    expect(() => breachToBytes({ ...breach, excess: 0.5 })).to.throw('breach.excess');
  });
});
