import { createHash } from 'node:crypto';
import { leafHash, merkleLevels, merklePath, serialLeaf, type FactReceipt } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CHALLENGED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, type Company } from '../testing/world';

const { forwarder, retailer } = COMPANIES;
const CELL = `${forwarder}/cells/7`;
const [P1, P2, P3] = [0, 1, 2].map((n) => `${forwarder}/packs/${n}`);

describe('a contradiction', () => {
  let world: ProductWorld;
  let count = 0;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const link = async (by: Company, parent: string | undefined, children: unknown[], change: object = {}) => {
    const { action = 'add', kind = 'installed', ...group } = change as Record<string, string>;
    const groups = [{ parent, children, ...group }];
    count += 1;
    return await world.submit(by, 'product:Link', { ref: `l-${count}`, kind, action, groups });
  };
  const mark = async (by: Company, kind: string, change: object = {}) => {
    count += 1;
    const marks = [{ items: CELL, kind, ...change }];
    return await world.submit(by, 'product:Mark', { ref: `m-${count}`, marks });
  };
  const request = (kind: string, facts: readonly FactReceipt[], item: string | undefined) => {
    count += 1;
    const evidence = facts.map(({ digest: fact }) => ({ fact, index: 0 }));
    return { ref: `c-${count}`, kind, ...(item === undefined ? {} : { item }), evidence };
  };
  const holds = async (kind: string, facts: readonly FactReceipt[], item?: string): Promise<boolean> => {
    const asked = request(kind, facts, item);
    const { error } = await world.ledger.simulate({
      as: world.admins.caterer,
      method: 'product:Contradict',
      request: asked,
    });
    if (error !== undefined) expect(error.code).to.equal('NO_CONTRADICTION');
    return error === undefined;
  };

  it('is an item in two parents, unless it was taken out in between', async () => {
    const first = await link('forwarder', P1, [`${forwarder}/cells/0-9`]);
    const second = await link('retailer', P2, [CELL]);
    expect(await holds('twoParents', [first, second], CELL)).to.equal(true);
    expect(await holds('twoParents', [first, second], `${forwarder}/cells/8`)).to.equal(false);
    expect(await holds('endedTwice', [first, second], CELL)).to.equal(false);
    const out = await link('caterer', P1, [CELL], { action: 'remove', after: first.digest });
    const third = await link('caterer', P3, [CELL], { after: out.digest });
    expect(await holds('twoParents', [first, third], CELL)).to.equal(false);
    const fourth = await link('retailer', P2, [CELL], { after: out.digest });
    expect(await holds('twoParents', [third, fourth], CELL)).to.equal(true);
    const again = await link('retailer', P1, [CELL], { action: 'remove', after: first.digest });
    expect(await holds('endedTwice', [out, again], CELL)).to.equal(true);
  });

  it('is no link that is said twice, and none of what is used up', async () => {
    const first = await link('forwarder', P1, [CELL]);
    const same = await link('retailer', P1, [CELL]);
    expect(await holds('twoParents', [first, same], CELL)).to.equal(false);
    const used = await link('retailer', P2, [CELL], { kind: 'transformed' });
    expect(await holds('twoParents', [first, used], CELL)).to.equal(false);
  });

  it('is a cycle of links of which none follows a removal', async () => {
    const [a, b, c] = [
      await link('forwarder', P1, [P3]),
      await link('retailer', P2, [P1]),
      await link('caterer', P3, [P2]),
    ];
    expect(await holds('cycle', [a, b, c])).to.equal(true);
    expect(await holds('cycle', [b, a, c])).to.equal(false);
    expect(await holds('cycle', [a, b])).to.equal(false);
    const out = await link('caterer', P1, [P3], { action: 'remove', after: a.digest });
    const later = await link('caterer', P3, [P2], {
      after: (await link('caterer', P3, [P2], { action: 'remove', after: c.digest })).digest,
    });
    expect(await holds('cycle', [a, b, later])).to.equal(false);
    expect(await holds('cycle', [out, b, c])).to.equal(false);
  });

  it('is an item that is sold or dispensed twice, unless it came back in between', async () => {
    const first = await mark('retailer', 'sold');
    const second = await mark('caterer', 'dispensed');
    expect(await holds('soldTwice', [first, second], CELL)).to.equal(true);
    const back = await mark('retailer', 'returned');
    const third = await mark('retailer', 'sold', { after: back.digest });
    expect(await holds('soldTwice', [first, third], CELL)).to.equal(false);
    expect(await holds('soldTwice', [first, back], CELL)).to.equal(false);
    const refused = { ref: 'x', marks: [{ items: CELL, kind: 'sold', after: first.digest }] };
    expect(await world.refusal('retailer', 'product:Mark', refused)).to.include({ code: 'NOT_FOUND' });
  });

  it('is a serial number of two items, also one that only its maker can show', async () => {
    const make = { classId: CHALLENGED, version: 0 };
    const run = await world.submit('forwarder', 'product:Make', {
      ...make,
      ref: 'listed',
      serials: ['x', '5007'],
    });
    const cells = (
      await world.evaluate<{ digest: string }>('product:GetItems', { items: `${forwarder}/cells` })
    ).digest;
    const salt = createHash('sha256').update('salt').digest('hex');
    const leaves = ['a', '5007', 'b'].map((serial) => leafHash(serialLeaf({ serial, salt })));
    const levels = merkleLevels(leaves);
    const rooted = { root: levels.at(-1)?.[0]?.toString('hex') ?? '', count: 3 };
    const hidden = await world.submit('forwarder', 'product:Make', { ...make, ref: 'hidden', rooted });
    const opening = { serial: '5007', salt, path: merklePath(levels, 1).map((hash) => hash.toString('hex')) };
    const isShown = async (evidence: object[]): Promise<string> => {
      count += 1;
      const asked = { ref: `s-${count}`, kind: 'sameSerial', evidence };
      const call = { as: world.admins.caterer, method: 'product:Contradict', request: asked };
      return (await world.ledger.simulate(call)).error?.code ?? 'shown';
    };
    const [one, two] = [
      { fact: run.digest, index: 1 },
      { fact: cells, index: 7 },
    ];
    expect(await isShown([one, two])).to.equal('shown');
    expect(await isShown([one, { fact: hidden.digest, index: 1, opening }])).to.equal('shown');
    expect(await isShown([one, { ...two, index: 8 }])).to.equal('NO_CONTRADICTION');
    expect(await isShown([one, { fact: hidden.digest, index: 1 }])).to.equal('NO_CONTRADICTION');
    expect(await isShown([one, { fact: hidden.digest, index: 2, opening }])).to.equal('NO_CONTRADICTION');
    expect(await isShown([one, { ...two, index: 1007 }])).to.equal('NO_CONTRADICTION');
    expect(await isShown([one, one])).to.equal('FIELD_DUPLICATE');
  });

  it('is recorded, listed, and void where somebody seals what contradicts nothing', async () => {
    const facts = [await mark('retailer', 'sold'), await mark('caterer', 'sold')];
    const asked = request('soldTwice', facts, CELL);
    const receipt = await world.submit('caterer', 'product:Contradict', asked);
    expect(await world.submit('caterer', 'product:Contradict', asked)).to.deep.equal(receipt);
    const query = { items: `${forwarder}/cells`, pageSize: 10 };
    const { records } = await world.evaluate<{ records: { type: string }[] }>(
      'product:QueryStatements',
      query,
    );
    expect(records.map(({ type }) => type)).to.include('product.contradicted');
    const key = `contradiction/${retailer}/f`;
    const { ref: _ref, ...body } = request('twoParents', facts, CELL);
    const { writes } = forgedFact({ type: 'product.contradicted', key, body } as never);
    world.ledger.forge({ coalition: Object.values(COMPANIES), writes });
    expect(await world.evaluate('company:GetFactStatus', { key })).to.include({ status: 'void' });
  });
});
