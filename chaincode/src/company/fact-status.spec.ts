import { LIMITS, bytesKey, factDigest, sealHash, type SealReadingRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgeWrites } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, createWorld, type World } from '../testing/world';

describe('what seals lead to', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  async function ask(method: 'ReadSeal' | 'FollowSeal', request: object): Promise<SealReadingRecord> {
    const as = world.admins.caterer;
    return (await world.ledger.evaluate({ as, method: `company:${method}`, request })) as SealReadingRecord;
  }

  const { airline, caterer } = COMPANIES;

  it('is answered with the bytes, whose digest the seal is', async () => {
    const { status, json = '' } = await ask('ReadSeal', { mspId: airline, key: `company/${airline}/0` });
    expect(status).to.equal('sealed');
    const hash = sealHash(factDigest(Buffer.from(json)));
    expect(await ask('FollowSeal', { hash })).to.deep.equal({ status, json });
  });

  it('is the same fact for the key of an entry', async () => {
    const place = await ask('ReadSeal', { mspId: airline, key: `place/${airline}/JFK` });
    expect(place.status).to.equal('sealed');
    expect(JSON.parse(place.json ?? '')).to.include({ type: 'company.places' });
  });

  it('is shown as text where an answer can carry it, and is altered for good where nobody can change it', async () => {
    const { factBytesMax } = LIMITS;
    const cases: readonly (readonly [Buffer, string | undefined])[] = [
      [Buffer.from('junk'), 'junk'],
      [Buffer.from('ju\u0000nk'), undefined],
      [Buffer.alloc(factBytesMax, ' '), ' '.repeat(factBytesMax)],
      [Buffer.alloc(factBytesMax + 1, ' '), undefined],
    ];
    for (const [index, [value, json]] of cases.entries()) {
      const seal = Buffer.alloc(32, index + 1);
      const key = `device/${airline}/D-${index}`;
      const bytes = { key: bytesKey(factDigest(seal)), value };
      const everybody = Object.values(COMPANIES);
      expect(forgeWrites(world.ledger, everybody, bytes, { ...sealKey(airline, key), value: seal })).to.equal(
        'VALID',
      );
      const expected = { status: 'altered', isFinal: true, ...(json === undefined ? {} : { json }) };
      expect(await ask('ReadSeal', { mspId: airline, key })).to.deep.equal(expected);
      const call = { as: world.admins.caterer, method: 'company:GetFact', request: { key } };
      expect(await world.ledger.evaluate<object>(call)).to.deep.equal({
        ...{ key, status: 'altered', digest: factDigest(value), seals: [] },
        ...(json === undefined ? {} : { json }),
      });
    }
  });

  it('is nothing where no company sealed, or where there is no such company', async () => {
    for (const mspId of [airline, caterer, 'NoSuchMSP']) {
      expect(await ask('ReadSeal', { mspId, key: 'company/NoSuchMSP/0' })).to.deep.equal({
        status: 'absent',
      });
    }
    expect(await ask('FollowSeal', { hash: '0'.repeat(64) })).to.deep.equal({ status: 'altered' });
  });
});
