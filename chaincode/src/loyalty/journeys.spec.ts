import { JOURNEY_SECRET_KEY, sealCollectionName } from '@kontti/model';
import { expect } from 'chai';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { createTestIdentity } from '../testing/identities';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, type Company } from '../testing/world';

const { airline, caterer } = COMPANIES;
const programme = PROGRAMME;

describe('points for journeys', () => {
  let world: LoyaltyWorld;
  beforeEach(async () => {
    world = await createLoyaltyWorld();
  });

  it('are booked by the issuer, under the terms in force', async () => {
    const { anna, bert } = world;
    const request = { programme, ref: 'a-1', termsVersion: 0, accruals: [earnedBy(anna)] };
    const of = (change: object) => ({ accruals: [{ ...earnedBy(anna), ...change }] });
    const cases: [Company, object, string, string][] = [
      ['caterer', {}, 'NOT_OWNER', 'programme'],
      ['airline', { programme: `${airline}/Other` }, 'UNKNOWN_PROGRAMME', 'programme'],
      ['airline', { termsVersion: 1 }, 'SEQUENCE', 'termsVersion'],
      ['airline', of({ amount: '0' }), 'NOTHING_EARNED', 'accruals[0]'],
      ['airline', of({ amount: '-1' }), 'FIELD_RANGE', 'accruals[0].amount'],
      ['airline', of({ amount: '9223372036854775808' }), 'FIELD_RANGE', 'accruals[0].amount'],
      ['airline', of({ holder: 'undefined' }), 'FIELD_FORMAT', 'accruals[0].holder'],
      ['airline', of({ journey: 'T-1' }), 'FIELD_FORMAT', 'accruals[0].journey'],
      ['airline', { accruals: [] }, 'FIELD_RANGE', 'accruals'],
    ];
    for (const [by, change, code, field] of cases) {
      expect(await world.refusal(by, 'Accrue', { ...request, ...change }), field).to.include({ code, field });
    }
    const first = await world.accrue('a-1', earnedBy(anna), earnedBy(bert, 'T-3'));
    await world.submit('airline', 'SetTerms', { programme, version: 1, ...TERMS, milliPointsPerKm: 9 });
    expect(await world.refusal('airline', 'Accrue', { ...request, ref: 'a-2' })).to.deep.include({
      code: 'SEQUENCE',
      details: { expected: 1 },
    });
    const nothing = { amount: 0n };
    const repeated = await world.accrue(
      'a-1',
      earnedBy(anna, 'T-1', nothing),
      earnedBy(bert, 'T-3', nothing),
    );
    expect(repeated.result, 'whatever the terms give by then').to.deep.equal(first.result);
    const other = { programme, ref: 'a-1', termsVersion: 1, accruals: [earnedBy(bert)] };
    expect(await world.refusal('airline', 'Accrue', other)).to.include({ code: 'REF_REUSED', field: 'ref' });
    expect(await world.balance(anna)).to.equal('3974');
  });

  it('are booked once for each kind, under whatever reference', async () => {
    const { anna, bert } = world;
    const kinds = [
      ['Accrue', 'accruals', 'accrual'],
      ['Compensate', 'compensations', 'compensation'],
    ] as const;
    for (const [method, list, kind] of kinds) {
      const earned = (holder = anna) => earnedBy(holder, 'T-1', { kind });
      const request = (ref: string, ...entries: object[]) => ({
        programme,
        ref,
        termsVersion: 0,
        [list]: entries,
      });
      const twice = request(`${kind}-1`, earned(), earned());
      expect(await world.refusal('airline', method, twice)).to.include({
        code: 'ALREADY_BOOKED',
        field: `${list}[1]`,
      });
      const once = request(`${kind}-1`, earned(), earned(bert));
      await world.submit('airline', method, once);
      expect(await world.lot(`${kind}-1/1`)).to.include({ origin: kind, holder: bert.id });
      expect((await world.submit('airline', method, once)).stub.writes).to.deep.equal([]);
      const again = request(`${kind}-2`, earnedBy(bert, 'T-2', { kind }), earned(bert));
      expect(await world.refusal('airline', method, again)).to.include({
        code: 'ALREADY_BOOKED',
        field: `${list}[1]`,
      });
    }
  });

  it('are booked once by systems that race', async () => {
    const racing = { as: world.admins.airline, method: 'loyalty:Accrue' };
    const request = (ref: string) => ({ programme, ref, termsVersion: 0, accruals: [earnedBy(world.anna)] });
    const [one, two] = [
      await world.ledger.simulate({ ...racing, request: request('a-1') }),
      await world.ledger.simulate({ ...racing, request: request('a-2') }),
    ];
    expect([world.ledger.commit(one), world.ledger.commit(two)]).to.deep.equal([
      'VALID',
      'ENDORSEMENT_POLICY_FAILURE',
    ]);
  });

  it('name no transport on the ledger', async () => {
    await world.accrue('a-1', earnedBy(world.anna));
    const written = world.ledger.transactions.flatMap(({ writes }) =>
      writes.map(({ key, value }) => `${key} ${value?.toString('latin1') ?? ''}`),
    );
    expect(written.filter((text) => text.includes('T-1'))).to.deep.equal([]);
    expect(await world.lot('a-1/0')).to.include({ journey: earnedBy(world.anna).journey });
  });
});

describe('the secret of journeys', () => {
  const secret = Buffer.from('5a'.repeat(32), 'hex');
  const mask = Buffer.from('ff'.repeat(32), 'hex');
  const request = { mspId: airline };
  const at = sealKey(airline, JOURNEY_SECRET_KEY);

  const create = async (world: LoyaltyWorld, value: Buffer = secret) =>
    await world.ledger.simulate({
      as: world.admins.airline,
      method: 'loyalty:CreateJourneySecret',
      request,
      transient: { secret: value },
    });

  it('is kept once in the company’s own seals, which its own peers endorse alone', async () => {
    const world = await createLoyaltyWorld();
    const [one, two] = [await create(world), await create(world, mask)];
    expect(one.result).to.deep.equal({});
    expect(one.events).to.deep.equal([]);
    expect(one.stub.writes.map(({ collection, key }) => [collection, key])).to.deep.equal([
      [sealCollectionName(airline), JOURNEY_SECRET_KEY],
    ]);
    const codes = world.ledger.commitBlock([
      world.ledger.endorse(one, [airline]),
      world.ledger.endorse(two, [airline]),
    ]);
    expect(codes[0]).to.equal('VALID');
    expect(codes[1]).not.to.equal('VALID');
    expect(world.ledger.state.get(at)?.equals(secret)).to.equal(true);
    expect((await create(world)).error).to.include({ code: 'ALREADY_EXISTS' });
    const call = { as: world.admins.airline, method: 'loyalty:GetJourneySecret', request };
    const answer = await world.ledger.evaluate<object>({ ...call, transient: { mask } });
    expect(answer).to.deep.equal({ masked: 'a5'.repeat(32) });
  });

  it('is refused to others, without the role, and without a mask', async () => {
    const world = await createLoyaltyWorld();
    const method = 'loyalty:GetJourneySecret';
    const own = { as: world.admins.airline, method, request, transient: { mask } };
    expect(await world.ledger.refusal(own)).to.include({ code: 'NOT_FOUND', field: 'mspId' });
    world.ledger.commit(await create(world));
    const operator = await createTestIdentity({ mspId: airline, roles: 'operator' });
    const foreign = { ...own, as: world.admins.caterer };
    expect(await world.ledger.refusal(foreign)).to.include({ code: 'NOT_OWNER', field: 'mspId' });
    expect(await world.ledger.refusal({ ...foreign, request: { mspId: caterer } })).to.include({
      code: 'NOT_FOUND',
    });
    expect(await world.ledger.refusal({ ...own, as: operator })).to.include({ code: 'ROLE_MISSING' });
    expect(await world.ledger.refusal({ ...own, transient: {} })).to.deep.include({
      code: 'FIELD_MISSING',
      field: 'transient.mask',
      details: { rule: 'required' },
    });
    expect(await world.ledger.refusal({ ...own, transient: { mask: mask.subarray(1) } })).to.deep.include({
      code: 'FIELD_RANGE',
      field: 'transient.mask',
      details: { rule: '32 bytes' },
    });
    expect((await create(world)).error).to.deep.include({
      code: 'ALREADY_EXISTS',
      details: { key: JOURNEY_SECRET_KEY },
    });
    expect(await world.ledger.refusal({ ...own, method: 'loyalty:CreateJourneySecret' })).to.include({
      code: 'FIELD_MISSING',
      field: 'transient.secret',
    });
    const newcomer = await createTestIdentity({ mspId: 'NewMSP', roles: 'loyalty' });
    const without = { as: newcomer, request: { mspId: 'NewMSP' }, transient: { secret } };
    expect(await world.ledger.refusal({ ...without, method: 'loyalty:CreateJourneySecret' })).to.deep.include(
      { code: 'SEALS_MISSING', details: { mspId: 'NewMSP' } },
    );
  });
});
