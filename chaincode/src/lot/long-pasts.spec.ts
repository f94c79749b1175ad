import { LIMITS, companyHolder, type ClassLotRecord, type LotClassRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const { airline, forwarder, retailer, caterer } = COMPANIES;
const [FORWARDER, RETAILER, BANK] = [forwarder, retailer, caterer].map(companyHolder) as [
  string,
  string,
  string,
];
const HOLDERS = { forwarder: FORWARDER, retailer: RETAILER, caterer: BANK } as const;
/** Lots behind one another that a reader follows back at most. */
const FOLLOWED_MAX = LIMITS.ancestorsMax / 8;
const TITLES = `${forwarder}/titles`;
const DEBTS = `${airline}/debts`;

/** Moves a lot within its holder so many times; returns the lot that it is then. */
async function turn(
  world: LotWorld,
  by: keyof typeof HOLDERS,
  turned: { readonly lot: string; readonly times: number; readonly classId?: string; readonly name: string },
): Promise<string> {
  const { times, classId = CLASS_ID, name } = turned;
  let { lot } = turned;
  for (let number = 0; number < times; number += 1) {
    const ref = `${name}-${number}`;
    await world.move(by, { classId, ref, kind: 'split', inputs: [lot], outputs: [[HOLDERS[by], 1]] });
    lot = `${COMPANIES[by]}/${ref}/m0`;
  }
  return lot;
}

async function sealersOf(world: LotWorld, key: string): Promise<string[]> {
  const { seals } = await world.evaluate<{ seals: { mspId: string }[] }>('company:GetFactStatus', { key });
  return seals.map(({ mspId }) => mspId);
}

async function classDigest(world: LotWorld, classId: string): Promise<string> {
  return (await world.evaluate<LotClassRecord>('lot:GetClass', { classId })).digest;
}

describe('lots with a long past', () => {
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
  });

  const issue = async (ref: string, holder = RETAILER) => {
    await world.issue(ref, [{ holder, quantity: '1' }]);
    return `${airline}/${ref}/0`;
  };

  it('are vouched for by the issuer once a reader would have to look at too many lots', async () => {
    const times = FOLLOWED_MAX + 2;
    await turn(world, 'retailer', { lot: await issue('i'), times, name: 'm' });
    const sealers = await Promise.all(
      [1, 0, -1].map((back) => sealersOf(world, `moves/${retailer}/m-${times - 2 - back}`)),
    );
    expect(sealers).to.deep.equal([[retailer], [airline, retailer], [retailer]]);
    expect(await world.lot(`${retailer}/m-${times - 1}/m0`)).to.include({ status: 'unspent' });
  });

  it('count what is behind each lot of a merge', async () => {
    const lots = await Promise.all(['a', 'b', 'c'].map((ref) => issue(ref)));
    const turned = [];
    for (const [index, lot] of lots.entries()) {
      turned.push(await turn(world, 'retailer', { lot, times: 21, name: `m-${index}` }));
    }
    const merge = { kind: 'merge', inputs: turned, outputs: [[RETAILER, 3]] } as const;
    const { key } = await world.move('retailer', { ref: 'all', ...merge });
    expect(await sealersOf(world, key)).to.deep.equal([airline, retailer]);
  });

  it('count what is behind the other moves of their deal, which hold together or not at all', async () => {
    const lots = [];
    for (const ref of ['a', 'b', 'c', 'd']) {
      lots.push(await turn(world, 'retailer', { lot: await issue(ref), times: 16, name: ref }));
    }
    const close = async (ref: string, from: readonly string[]) => {
      const moves = await Promise.all(
        from.map(async (lot) => ({
          ...{ company: retailer, classId: CLASS_ID, kind: 'transfer' },
          inputs: [{ lot, origin: (await world.lot(lot)).digest }],
          outputs: [{ holder: FORWARDER, quantity: '1' }],
        })),
      );
      const parties = [forwarder, retailer];
      const { digest } = await world.submit('retailer', 'lot:ProposeDeal', {
        ...{ ref, parties, moves, expiresAt: NOON_MS + HOUR_MS },
      });
      const dealId = `${retailer}/${ref}`;
      await world.submit('forwarder', 'lot:AgreeDeal', { dealId, digest });
      return await sealersOf(world, (await world.submit('retailer', 'lot:CloseDeal', { dealId })).key);
    };
    expect(await close('three', lots.slice(0, 3))).to.deep.equal([forwarder, retailer]);
    const [, second] = [`${retailer}/three/d0`, `${retailer}/three/d1`];
    expect(await world.lot(second)).to.include({ holder: FORWARDER, status: 'unspent' });
    // 51 lots are behind each of the three, so 14 more moves make it too many.
    const more = await turn(world, 'forwarder', { lot: second, times: 14, name: 'on' });
    expect(await sealersOf(world, `moves/${forwarder}/on-12`)).to.deep.equal([forwarder]);
    expect(await sealersOf(world, `moves/${forwarder}/on-13`)).to.deep.equal([airline, forwarder]);
    expect(await world.lot(more)).to.include({ status: 'unspent' });
    const again = [lots[3] ?? ''];
    for (const ref of ['e', 'f', 'g']) {
      again.push(await turn(world, 'retailer', { lot: await issue(ref), times: 16, name: ref }));
    }
    expect(await close('four', again)).to.deep.equal([airline, forwarder, retailer]);
  });

  it('count what is behind an obligation that they are foreclosed for', async () => {
    await world.submit('airline', 'lot:SetClass', { ...CLASS, classId: DEBTS, kind: 'obligation' });
    await world.issue('d', [{ holder: BANK, quantity: '1', dueAt: NOON_MS }], DEBTS);
    const debt = await turn(world, 'caterer', {
      ...{ lot: `${airline}/d/0`, times: 40, classId: DEBTS, name: 'd' },
    });
    const lot = await turn(world, 'retailer', { lot: await issue('i'), times: 30, name: 'm' });
    const pledge = { to: caterer, secures: debt };
    await world.move('retailer', {
      ref: 'p',
      kind: 'pledge',
      inputs: [lot],
      outputs: [[RETAILER, 1, pledge]],
    });
    const { key } = await world.move('caterer', {
      ...{ ref: 'f', kind: 'foreclose', inputs: [`${retailer}/p/m0`], outputs: [[BANK, 1]], settles: debt },
    });
    expect(await sealersOf(world, key)).to.deep.equal([airline, caterer]);
    expect(await world.lot(`${caterer}/f/m0`)).to.include({ holder: BANK, status: 'unspent' });
  });
});

describe('the title of a shipment', () => {
  let world: LotWorld;
  let version: string;
  const shipment = `${forwarder}/S-1`;
  const title = `${forwarder}/t/0`;

  beforeEach(async () => {
    world = await createLotWorld();
    const titles = { ...CLASS, classId: TITLES, kind: 'title', holders: 'company', redeemAt: [] };
    await world.submit('forwarder', 'lot:SetClass', titles);
    const lots = [{ holder: FORWARDER, quantity: '1', shipment }];
    await world.submit('forwarder', 'lot:Issue', { classId: TITLES, ref: 't', version: 0, lots });
    version = await classDigest(world, TITLES);
  });

  const statusOf = async (key: string) =>
    (await world.evaluate<{ status: string }>('company:GetFactStatus', { key })).status;
  const go = (by: Company, ref: string, lot: string, to: string) =>
    world.move(by, { classId: TITLES, ref, kind: 'transfer', inputs: [lot], outputs: [[to, 1]] });
  const forgeMove = (ref: string, from: { lot: string; origin: string }, ancestors: number) => {
    const fact = forgedFact({
      type: 'lot.moved',
      key: `moves/${forwarder}/${ref}`,
      body: {
        ...{ classId: TITLES, class: version, kind: 'transfer', retired: 0n },
        inputs: [{ ...from, holder: FORWARDER, quantity: 1n }],
        outputs: [{ holder: ref.endsWith('last') ? RETAILER : FORWARDER, quantity: 1n, shipment, ancestors }],
      },
    });
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: fact.writes })).to.equal(
      'VALID',
    );
    return fact;
  };

  it('is the only one, however often its issuer moves another one on that it could not issue', async () => {
    await go('forwarder', 'sold', title, BANK);
    const second = forgedFact({
      type: 'lot.issued',
      key: `lots/${forwarder}/second`,
      body: {
        ...{ classId: TITLES, class: version },
        lots: [{ holder: FORWARDER, quantity: 1n, shipment }],
      },
    });
    const writes = second.writes.filter(({ key }) => !key.startsWith('title/'));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    expect(await statusOf(second.key)).to.equal('void');
    let from = { lot: `${forwarder}/second/0`, origin: second.digest };
    for (const [index, ref] of ['a', 'b', 'last'].entries()) {
      const moved = forgeMove(ref, from, 8 * (index + 1));
      expect(await statusOf(moved.key), ref).to.equal('void');
      from = { lot: `${forwarder}/${ref}/m0`, origin: moved.digest };
    }
    const { result } = await world.ledger.simulate({
      ...{ as: world.admins.retailer, method: 'lot:GetLot' },
      request: { lotId: `${forwarder}/last/m0` },
    });
    expect(result).to.equal(undefined);
    expect(await world.lot(`${forwarder}/sold/m0`)).to.include({ holder: BANK, status: 'unspent' });
  });

  it('moves on as often as a reader follows it back to its issue, and is surrendered from there', async () => {
    let lot = title;
    for (let number = 0; number < FOLLOWED_MAX; number += 1) {
      const isBack = number % 2 === 1;
      await go(isBack ? 'caterer' : 'forwarder', `m-${number}`, lot, isBack ? FORWARDER : BANK);
      lot = `${isBack ? caterer : forwarder}/m-${number}/m0`;
    }
    const held = await world.lot(lot);
    expect(held).to.include({ holder: FORWARDER, status: 'unspent' });
    const one = { classId: TITLES, inputs: [lot] };
    expect(
      await world.refusedMove('forwarder', { ...one, ref: 'on', kind: 'transfer', outputs: [[BANK, 1]] }),
    ).to.equal('STATE inputs');
    await world.move('forwarder', { ...one, ref: 'end', kind: 'surrender' });
    const surrendered: ClassLotRecord = await world.lot(lot);
    expect(surrendered).to.include({ status: 'spent', movedBy: `moves/${forwarder}/end` });
  });
});
