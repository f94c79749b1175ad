import {
  itemsMade,
  itemsRecalled,
  productClass,
  recallAnswered,
  sealHash,
  type AnswerRecord,
  type FactReceipt,
  type ItemsRecord,
  type Page,
  type RecallRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import { CHALLENGED, ENFORCED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { airline, caterer, forwarder, retailer } = COMPANIES;
const EVERYBODY = Object.values(COMPANIES);
const TIME = String(NOON_MS).padStart(16, '0');

describe('products under a rule, and in lists', () => {
  let world: ProductWorld;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const submit = (by: Company, method: string, request: object) =>
    world.submit(by, `product:${method}`, request);
  const refusal = async (by: Company, method: string, request: object) => {
    const call = { as: world.admins[by], method: `product:${method}`, request };
    const { code, field, details } = await world.ledger.refusal(call);
    return { code, field, details };
  };
  const sealersOf = async ({ key }: FactReceipt): Promise<string[]> => {
    const status = await world.evaluate<{ status: string; seals: { mspId: string }[] }>(
      'company:GetFactStatus',
      { key },
    );
    expect(status.status).to.equal('sealed');
    return status.seals.map(({ mspId }) => mspId);
  };
  const recall = { ref: 'R', classId: CHALLENGED, reason: 'swells', items: [], batches: ['B-1'] };
  /** Lists ids as a majority can, with the hash of a fact. */
  const list = (digest: string, ...entries: readonly (readonly [list: string, id: string])[]) => {
    const hash = sealHash(digest).slice(0, 16);
    const keys = entries.map(([under, id]) => `idx/${under}/${TIME}/${id}/${hash}`);
    const writes = keys.map((key) => ({ key, value: Buffer.from('{}') }));
    expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
  };
  /** Writes a seal that leads to no fact. */
  const burn = (key: string) => {
    const writes = [{ ...sealKey(forwarder, key), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [forwarder], writes })).to.equal('VALID');
    return key;
  };

  it('have the seals that the rule of their class demands, as few as it can be', async () => {
    const under = async (version: number, rule: string) => {
      await world.submit('forwarder', 'company:SetRule', { assetType: 'product', version, rule });
      const request = { name: 'cell', regime: 'challenged', reporters: [], classId: CHALLENGED };
      await submit('forwarder', 'SetClass', { ...request, version: version + 1 });
      const made = { classId: CHALLENGED, version: version + 1, ref: `made-${version}`, serials: ['x'] };
      return [
        await sealersOf(await submit('forwarder', 'Make', made)),
        await sealersOf(await submit('forwarder', 'Recall', { ...recall, ref: `R-${version}` })),
      ];
    };
    const both = [caterer, forwarder];
    expect(await under(0, `AND('{self}', '${caterer}')`)).to.deep.equal([both, both]);
    expect(await under(1, `OR('${caterer}', '{self}')`)).to.deep.equal([[forwarder], [forwarder]]);
    const [one, two] = [retailer, caterer].map((mspId) => `'${mspId}'`);
    expect(await under(2, `OutOf(2, ${two}, '{self}', ${one})`)).to.deep.equal([both, both]);
  });

  it('have one content for each reference, and one version for each number', async () => {
    await submit('forwarder', 'Recall', recall);
    const reused = (key: string) => ({ code: 'REF_REUSED', field: 'ref', details: { key } });
    expect(await refusal('forwarder', 'Recall', { ...recall, batches: ['B-2'] })).to.deep.equal(
      reused(itemsRecalled.key.build({ recall: `${forwarder}/R` })),
    );
    const packs = { classId: CHALLENGED, version: 0, ref: 'packs', batch: 'B-1' };
    const known = await submit('forwarder', 'Make', { ...packs, serials: ['P-1', 'P-2', 'P-3'] });
    const key = itemsMade.key.build({ company: forwarder, ref: 'packs' });
    expect(known.key).to.equal(key);
    expect(await refusal('forwarder', 'Make', { ...packs, serials: ['P-1'] })).to.deep.equal(reused(key));
    const answer = { ref: 'a', recallId: `${forwarder}/R`, as: 'found', items: [] };
    await submit('retailer', 'AnswerRecall', answer);
    expect(await refusal('retailer', 'AnswerRecall', { ...answer, as: 'notFound' })).to.deep.equal(
      reused(recallAnswered.key.build({ company: retailer, ref: 'a' })),
    );
    const named = { classId: CHALLENGED, version: 0, name: 'other', regime: 'challenged', reporters: [] };
    expect(await refusal('forwarder', 'SetClass', named)).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'version' },
      details: { key: productClass.key.build({ productClass: CHALLENGED, number: 0 }) },
    });
    expect(await refusal('forwarder', 'SetClass', { ...named, version: 2 })).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'version', details: { expected: 1 } },
    });
    const details = { owner: forwarder, caller: airline };
    expect(await refusal('airline', 'SetClass', named)).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'classId', details },
    });
    expect(await refusal('airline', 'Recall', recall)).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'classId', details },
    });
    const foreign = { ...recall, ref: 'S', items: [`${forwarder}/packs/0`, `${airline}/watches/0`] };
    expect(await refusal('forwarder', 'Recall', foreign)).to.deep.include({
      ...{ code: 'NOT_OWNER', field: 'items[1]' },
    });
    expect(
      await refusal('forwarder', 'Recall', { ...foreign, classId: `${forwarder}/none`, items: [] }),
    ).to.include({ code: 'UNKNOWN_PRODUCT', field: 'classId' });
  });

  it('are listed under their class alone, and named where they do not hold', async () => {
    const items = (classId: string) =>
      world.evaluate<Page<ItemsRecord>>('product:QueryItems', { classId, pageSize: 50 });
    const { digest } = await world.evaluate<ItemsRecord>('product:GetItems', { items: `${forwarder}/packs` });
    const before = await items(CHALLENGED);
    const burned = burn(itemsMade.key.build({ company: forwarder, ref: 'b' }));
    list(
      digest,
      [`items/${ENFORCED}`, `${forwarder}/packs`],
      ...['b', 'none', 'packs/0'].map((ref) => [`items/${CHALLENGED}`, `${forwarder}/${ref}`] as const),
      [`items/${CHALLENGED}`, 'x'],
    );
    expect((await items(ENFORCED)).records.map((each) => each.items)).to.deep.equal([`${airline}/watches`]);
    const { records, rejected } = await items(CHALLENGED);
    expect(records).to.deep.equal(before.records);
    expect(rejected).to.deep.equal([{ key: burned, reason: 'unsealed' }]);
    expect(records.find(({ count }) => count === 3)).to.deep.equal({
      ...{ classId: CHALLENGED, batch: 'B-1', serials: ['P-1', 'P-2', 'P-3'], class: records[0]?.class },
      ...{ items: `${forwarder}/packs`, count: 3, regime: 'challenged', recordedAt: NOON_MS, digest },
      fact: itemsMade.key.build({ company: forwarder, ref: 'packs' }),
    });
  });

  it('are recalled under their class, and answered under their recall, alone', async () => {
    const { digest } = await submit('forwarder', 'Recall', recall);
    const recalls = (classId: string) =>
      world.evaluate<Page<RecallRecord>>('product:QueryRecalls', { classId, pageSize: 50 });
    const answers = (recallId: string) =>
      world.evaluate<Page<AnswerRecord>>('product:QueryAnswers', { recallId, pageSize: 50 });
    const burned = burn(itemsRecalled.key.build({ recall: `${forwarder}/b` }));
    list(
      digest,
      [`recall/${ENFORCED}`, `${forwarder}/R`],
      ...['b', 'none'].map((ref) => [`recall/${CHALLENGED}`, `${forwarder}/${ref}`] as const),
    );
    expect(await recalls(ENFORCED)).to.deep.equal({ records: [], rejected: [], bookmark: '' });
    const { records, rejected } = await recalls(CHALLENGED);
    expect(records.map(({ recallId, recalledAt }) => [recallId, recalledAt])).to.deep.equal([
      [`${forwarder}/R`, NOON_MS],
    ]);
    expect(rejected).to.deep.equal([{ key: burned, reason: 'unsealed' }]);

    const recallId = `${forwarder}/R`;
    const answer = { ref: 'a', recallId, as: 'found', items: [] };
    const answered = await submit('retailer', 'AnswerRecall', answer);
    const wrong = forgedFact({
      type: recallAnswered.type,
      key: recallAnswered.key.build({ company: caterer, ref: 'f' }),
      body: { recallId, as: 'found', items: [], recall: 'a'.repeat(64) },
    } as never);
    expect(world.ledger.forge({ coalition: EVERYBODY, writes: wrong.writes })).to.equal('VALID');
    list(wrong.digest, [`answer/${recallId}`, `${caterer}/f`]);
    list(
      answered.digest,
      [`answer/${forwarder}/S`, `${retailer}/a`],
      ...['x', `${retailer}/none`, `${retailer}/a/0`].map((id) => [`answer/${recallId}`, id] as const),
    );
    expect(await answers(`${forwarder}/S`)).to.deep.equal({ records: [], rejected: [], bookmark: '' });
    expect(await answers(recallId)).to.deep.equal({
      records: [
        {
          ...{ recallId, as: 'found', items: [], recall: digest, company: retailer, answeredAt: NOON_MS },
          ...{ fact: answered.key, digest: answered.digest },
        },
      ],
      rejected: [{ key: wrong.key, reason: 'void' }],
      bookmark: '',
    });
  });
});
