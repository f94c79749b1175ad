import type { Wallet } from '@kontti/client-sdk';
import { expect } from 'chai';
import { PLACES, flightOf } from '../cheating/world';
import { ALPHA, BETA, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const programme = `${ALPHA}/miles`;
const TERMS = {
  ...{ milliPointsPerKm: 1000, validityDays: 365, partners: [BETA] },
  compensation: [{ delayMinutesMin: 60, points: 500n }],
  pointValue: { currency: 'EUR', minorPer1000Points: 800n },
};
const [late, cancelled, planned] = ['late', 'gone', 'next'].map((id) => `${ALPHA}/${id}`) as [
  string,
  string,
  string,
];

describe('points of journeys', () => {
  let companies: Companies;
  let wallet: Wallet;
  let holder: string;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
    await alpha.transports.plan({ ref: 'plan', transports: [late, cancelled, planned].map(flightOf) });
    const arrival = new Date(Date.parse('2026-01-31T17:00:00Z'));
    await alpha.transports.update({
      ref: 'updates',
      updates: [
        {
          transportId: late,
          sequence: 1,
          kind: 'arrived',
          departure: '2026-01-31T08:00:00Z',
          arrival,
        },
        { transportId: cancelled, sequence: 1, kind: 'cancelled' },
      ],
    });
    await alpha.loyalty.setTerms({ programme, version: 0, ...TERMS });
    wallet = alpha.loyalty.wallet();
    holder = wallet.holderIn(programme);
  });

  const pointsOf = async (): Promise<bigint> =>
    (await companies.beta.loyalty.getBalance({ programme, holder, at: day(1) })).points;

  it('are earned once by the distance, whichever system of the issuer books them', async () => {
    const { alpha } = companies;
    const { distanceMeters } = await alpha.transports.get({ transportId: late }).then(({ plan }) => plan);
    const accruals = [{ holder, transportId: late }];
    const { result } = await alpha.loyalty.accrue({ programme, ref: 'a', accruals });
    expect(await pointsOf()).to.equal(BigInt(Math.floor(distanceMeters / 1000)));
    expect((await alpha.loyalty.accrue({ programme, ref: 'a', accruals })).result).to.deep.equal(result);
    const again = alpha.loyalty.accrue({ programme, ref: 'b', accruals });
    expect(await refusalOf(again)).to.match(/^ALREADY_BOOKED/);
  });

  it('show a journey to the issuer alone: its commitment has the secret of the company', async () => {
    const { alpha, beta } = companies;
    await alpha.loyalty.accrue({ programme, ref: 'a', accruals: [{ holder, transportId: late }] });
    const { journey } = await beta.loyalty.getLot({ lotId: `${ALPHA}/a/0` });
    const asked = { programme, kind: 'accrual' as const, holder, transportId: late };
    expect(await alpha.loyalty.journeyOf(asked)).to.equal(journey);
    expect(await alpha.loyalty.journeyOf({ ...asked, transportId: planned })).not.to.equal(journey);
    expect(await beta.loyalty.journeyOf(asked)).not.to.equal(journey);
  });

  it('compensate for a delay once it is final', async () => {
    const { loyalty } = companies.alpha;
    const compensate = (ref: string, transportId: string) =>
      loyalty.compensate({ programme, ref, compensations: [{ holder, transportId }] });
    expect(await refusalOf(compensate('b', planned))).to.equal('STATE compensations[0].transportId');
    await compensate('a', late);
    expect(await pointsOf()).to.equal(500n);
  });

  it('are refused for what was cancelled, or is not there, by the journey', async () => {
    const { loyalty } = companies.alpha;
    const accrue = (...ids: string[]) => {
      const accruals = ids.map((transportId) => ({ holder, transportId }));
      return refusalOf(loyalty.accrue({ programme, ref: 'a', accruals }));
    };
    expect(await accrue(late, cancelled)).to.equal('STATE accruals[1].transportId');
    expect(await accrue(`${ALPHA}/never`)).to.equal('UNKNOWN_TRANSPORT accruals[0].transportId');
    expect(await pointsOf()).to.equal(0n);
  });

  it('are previewed under other terms, journey by journey; what cannot be booked earns nothing', async () => {
    const { loyalty } = companies.alpha;
    const km = BigInt(Math.floor(flightOf(late).distanceMeters / 1000));
    const accruals = [late, cancelled, `${ALPHA}/never`].map((transportId) => ({ holder, transportId }));
    const terms = { ...TERMS, milliPointsPerKm: 2000 };
    const preview = await loyalty.preview({ programme, terms, accruals });
    expect(
      preview.journeys.map(({ transportId, before, after }) => [transportId, before, after]),
    ).to.deep.equal([
      [late, km, 2n * km],
      [cancelled, 0n, 0n],
      [`${ALPHA}/never`, 0n, 0n],
    ]);
    expect([preview.before, preview.after]).to.deep.equal([km, 2n * km]);
    expect(await pointsOf(), 'a preview books nothing').to.equal(0n);
    const none = loyalty.preview({ programme, terms, accruals: [] });
    expect(await refusalOf(none)).to.equal('OPTIONS_INVALID request.accruals');
  });

  it('are spent as the holder signed, and the issuer owes the partner for them', async () => {
    const { alpha, beta } = companies;
    await alpha.loyalty.accrue({ programme, ref: 'a', accruals: [{ holder, transportId: late }] });
    const lot = await alpha.loyalty.getLot({ lotId: `${ALPHA}/a/0` });
    const order = { programme, ref: 'meal', inputs: [lot], amount: 1000n, partner: BETA };
    const signed = wallet.signRedemption({ ...order, valueMin: { currency: 'EUR', minor: 800n } });
    await beta.loyalty.redeem(signed);
    const claim = await alpha.loyalty.getClaim({ claimId: `${ALPHA}/meal` });
    expect(claim).to.include({ points: 1000n, minor: 800n, status: 'open', creditor: BETA });
    await beta.loyalty.proposeSettlement({ ref: 'month', counterparty: ALPHA, claims: [`${ALPHA}/meal`] });
    await alpha.loyalty.acceptSettlement({ settlementId: `${BETA}/month` });
    expect((await beta.loyalty.getSettlement({ settlementId: `${BETA}/month` })).status).to.equal('settled');
  });
});
