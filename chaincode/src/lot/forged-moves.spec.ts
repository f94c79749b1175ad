import {
  companyHolder,
  type ClassLotsMoved,
  type LotClassRecord,
  type MovedInput,
  type MovedOutput,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet } from '../testing/lot-wallet';
import { COMPANIES } from '../testing/world';

const { airline, forwarder, retailer, caterer } = COMPANIES;
const [AIRLINE, FORWARDER, RETAILER] = [airline, forwarder, retailer].map(companyHolder) as [
  string,
  string,
  string,
];

describe('a move that companies collude to seal', () => {
  let world: LotWorld;
  let version: string;
  let origin: string;

  beforeEach(async () => {
    world = await createLotWorld();
    ({ digest: version } = await world.evaluate<LotClassRecord>('lot:GetClass', { classId: CLASS_ID }));
    ({ digest: origin } = await world.issue('i', [{ holder: RETAILER, quantity: '10' }]));
  });

  const input = (change: Partial<MovedInput> = {}): MovedInput => ({
    ...{ lot: `${airline}/i/0`, origin, holder: RETAILER, quantity: 10n },
    ...change,
  });
  const output = (change: Partial<MovedOutput> = {}): MovedOutput => ({
    ...{ holder: FORWARDER, quantity: 10n, ancestors: 8 },
    ...change,
  });
  const forge = (
    ref: string,
    body: Partial<ClassLotsMoved>,
    by: string = retailer,
    vouchers: string[] = [],
  ) => {
    const fact = forgedFact({
      type: 'lot.moved',
      key: `moves/${by}/${ref}`,
      body: {
        ...{ classId: CLASS_ID, class: version, kind: 'transfer', retired: 0n },
        ...{ inputs: [input()], outputs: [output()] },
        ...body,
      },
      vouchers,
    });
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: fact.writes })).to.equal(
      'VALID',
    );
    return fact;
  };
  const statusOf = async (key: string) =>
    (await world.evaluate<{ status: string }>('company:GetFactStatus', { key })).status;

  it('holds when it is what an honest contract would have recorded', async () => {
    expect(await statusOf(forge('right', {}).key)).to.equal('sealed');
    expect(await world.lot(`${retailer}/right/m0`)).to.include({ holder: FORWARDER, quantity: '10' });
  });

  const wrong: Readonly<Record<string, () => Partial<ClassLotsMoved>>> = {
    'makes more than it takes': () => ({ outputs: [output({ quantity: 11n })] }),
    'loses something': () => ({ outputs: [output({ quantity: 9n })] }),
    'retires something by the way': () => ({ outputs: [output({ quantity: 9n })], retired: 1n }),
    'says that an input holds more': () => ({
      inputs: [input({ quantity: 20n })],
      outputs: [output({ quantity: 20n })],
    }),
    'names another origin': () => ({ inputs: [input({ origin: 'a'.repeat(64) })] }),
    'names a lot that was never made': () => ({ inputs: [input({ lot: `${airline}/i/1` })] }),
    'names another version of the class': () => ({ class: 'a'.repeat(64) }),
    'counts its ancestors wrongly': () => ({ outputs: [output({ ancestors: 0 })] }),
    'goes on for ever': () => ({ outputs: [output({ expiresAt: 253_402_300_799_000 })] }),
    'pledges by the way': () => ({
      outputs: [output({ pledge: { to: caterer, secures: `${airline}/i/0` } })],
    }),
  };
  for (const [name, body] of Object.entries(wrong)) {
    it(`is void where it ${name}`, async () => {
      expect(await statusOf(forge('wrong', body()).key)).to.equal('void');
    });
  }

  it('is void where another company is said to be the holder, whose seals do not say that the lot is spent', async () => {
    const body = { inputs: [input({ holder: FORWARDER })] };
    expect(await statusOf(forge('taken', body, forwarder).key)).to.equal('void');
    expect(await world.lot(`${airline}/i/0`)).to.include({ status: 'unspent' });
  });

  it('makes nothing of nothing, however many moves are behind it', async () => {
    const from = (ref: string, digest: string, holder: string) =>
      input({ lot: `${retailer}/${ref}/m0`, origin: digest, holder, quantity: 1000n });
    const first = forge('a', {
      inputs: [input({ lot: `${airline}/never/0`, quantity: 1000n })],
      outputs: [output({ holder: RETAILER, quantity: 1000n })],
    });
    const second = forge('b', {
      inputs: [from('a', first.digest, RETAILER)],
      outputs: [output({ holder: RETAILER, quantity: 1000n, ancestors: 16 })],
    });
    const third = forge('c', {
      inputs: [from('b', second.digest, RETAILER)],
      outputs: [output({ quantity: 1000n, ancestors: 24 })],
    });
    for (const { key } of [first, second, third]) expect(await statusOf(key)).to.equal('void');
    const call = { lotId: `${retailer}/c/m0` };
    const { result } = await world.ledger.simulate({
      as: world.admins.forwarder,
      method: 'lot:GetLot',
      request: call,
    });
    expect(result).to.equal(undefined);
  });

  it('uses a lot up once: of two moves only that holds to which the keeper’s marker leads', async () => {
    const one = forge('one', {});
    const two = forgedFact({
      type: 'lot.moved',
      key: `moves/${retailer}/two`,
      body: {
        ...{ classId: CLASS_ID, class: version, kind: 'transfer', retired: 0n },
        ...{ inputs: [input()], outputs: [output({ holder: AIRLINE })] },
      },
    });
    const writes = two.writes.filter(({ key }) => !key.startsWith('spent/'));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    expect(await statusOf(one.key)).to.equal('sealed');
    expect(await statusOf(two.key)).to.equal('void');
  });

  it('of a wallet’s lots needs the wallet’s keys, though the issuer seals it', async () => {
    const wallet = createTestWallet();
    const { digest } = await world.issue('w', [{ holder: wallet.holder, quantity: '10' }]);
    const lot = { lot: `${airline}/w/0`, origin: digest, holder: wallet.holder };
    const body = { inputs: [input(lot)], outputs: [output({ ancestors: 1 })] };
    expect(await statusOf(forge('stolen', body, airline).key)).to.equal('void');
  });
});
