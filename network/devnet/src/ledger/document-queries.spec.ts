import { ledger, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { parseIndex } from '../documents/index-definition';
import {
  createTestCollection,
  createTestDefinition,
  openTestChannel,
  testChaincode,
} from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import type { QueryIterator, Simulator } from './types';

const { VALID, MVCC_READ_CONFLICT } = peer.TxValidationCode;
const namespace = testChaincode;

async function readAll(iterator: QueryIterator): Promise<string[]> {
  const records: string[] = [];
  for (let record = await iterator.next(); record !== undefined; record = await iterator.next()) {
    records.push(`${record.key} ${Buffer.from(record.value).toString()}`);
  }
  return records;
}

async function codeOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code,
  );
}

describe('rich queries', () => {
  let companies: TestCompany[];
  let channel: TestChannel;

  before(async () => {
    companies = await Promise.all(['Org1MSP', 'Org2MSP'].map(createTestCompany));
  });

  beforeEach(async () => {
    const collections = [createTestCollection({ name: 'first', members: "OR('Org1MSP.member')" })];
    channel = await openTestChannel({
      companies,
      definitions: [createTestDefinition({ collections })],
      indexes: [parseIndex('{"index":{"fields":["size"]},"ddoc":"sizes","name":"bySize"}')],
    });
    const values = { a: '{"size": 3,"by":"x"}', b: '{"size":1}', c: 'no JSON', d: '{"size":2}' };
    const code = await channel.write(async (simulator) => {
      for (const [key, value] of Object.entries(values)) {
        await simulator.putState({ namespace, key, value: Buffer.from(value) });
      }
    });
    expect(code).to.equal(VALID);
  });

  const query = (text: object) => ({ namespace, query: JSON.stringify(text) });
  const put = (simulator: Simulator, key: string, value = '{}') =>
    simulator.putState({ namespace, key, value: Buffer.from(value) });
  const simulator = (mspId = 'Org1MSP') => channel.ledger.createSimulator({ txId: 'query', mspId });

  it('finds JSON objects, in the order of an index, as CouchDB gives them back', async () => {
    const run = simulator();
    expect(await readAll(await run.executeQuery(query({ selector: { size: { $gt: 1 } } })))).to.deep.equal([
      'd {"size":2}',
      'a {"by":"x","size":3}',
    ]);
    expect(await readAll(await run.executeQuery(query({ selector: {}, fields: ['by'] })))).to.deep.equal([
      'a {"by":"x"}',
      'b {}',
      'c {}',
      'd {}',
    ]);
    expect(await readAll(await run.executeQuery(query({ selector: { _id: 'c' } })))).to.deep.equal([
      'c no JSON',
    ]);
    const value = await run.getState({ namespace, key: 'a' });
    expect(Buffer.from(value ?? []).toString()).to.equal('{"by":"x","size":3}');
    run.finish();
  });

  it('records what was given as read, no more and no range: phantoms go unseen, changes do not', async () => {
    const { publicBytes } = await channel.simulate(async (run) => {
      const results = await run.executeQuery(query({ selector: { size: { $gt: 1 } } }));
      await results.next();
      await results.next();
      await results.close();
      await put(run, 'sum');
    });
    const [set] = ledger.rwset.TxReadWriteSet.deserializeBinary(publicBytes).getNsRwsetList();
    const kv = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set?.getRwset_asU8() ?? new Uint8Array());
    expect(kv.getReadsList().map((read) => read.getKey())).to.deep.equal(['a', 'd']);
    expect(kv.getRangeQueriesInfoList()).to.have.length(0);

    const phantom = await channel.commit(channel.transaction(publicBytes));
    expect(phantom.outcomes[0]?.code).to.equal(VALID);
    expect(await channel.write((run) => put(run, 'd', '{"size":9}'))).to.equal(VALID);
    const changed = await channel.commit(channel.transaction(publicBytes));
    expect(changed.outcomes[0]?.code).to.equal(MVCC_READ_CONFLICT);
  });

  it('gives pages, to transactions that write nothing', async () => {
    const run = simulator();
    const sorted = query({ selector: {}, sort: [{ size: 'desc' }] });
    const first = await run.executeQueryPage({ ...sorted, pageSize: 2, bookmark: '' });
    expect(first.records.map(({ key }) => key)).to.deep.equal(['a', 'd']);
    const second = await run.executeQueryPage({ ...sorted, pageSize: 2, bookmark: first.bookmark });
    expect(second.records.map(({ key }) => key)).to.deep.equal(['b']);
    const third = await run.executeQueryPage({ ...sorted, pageSize: 2, bookmark: second.bookmark });
    expect(third).to.deep.equal({ records: [], bookmark: second.bookmark });
    const none = query({ selector: { size: 99 } });
    expect((await run.executeQueryPage({ ...none, pageSize: 2, bookmark: '' })).bookmark).to.equal('nil');
    expect(await codeOf(put(run, 'x'))).to.equal('QUERY_WITH_WRITES');
    run.finish();
  });

  it('pages of ranges end with the end of the range, as those of CouchDB do', async () => {
    const run = simulator();
    const range = { namespace, startKey: 'a', endKey: 'd', pageSize: 2 };
    const first = await run.getRangePage({ ...range, bookmark: '' });
    expect(first.records.map(({ key }) => key)).to.deep.equal(['a', 'b']);
    expect(first.bookmark).to.equal('c');
    const second = await run.getRangePage({ ...range, bookmark: first.bookmark });
    expect(second.records.map(({ key }) => key)).to.deep.equal(['c']);
    expect(second.bookmark).to.equal('d');
    expect(await run.getRangePage({ ...range, bookmark: second.bookmark })).to.deep.equal({
      ...{ records: [], bookmark: 'd' },
    });
    expect((await run.getRangePage({ ...range, endKey: '', bookmark: 'c' })).bookmark).to.equal('');
  });

  it("finds a collection's values for its members", async () => {
    const place = { namespace, collection: 'first' };
    await channel.write((run) =>
      run.putPrivateData({ ...place, key: 'p', value: Buffer.from('{"size":5}') }),
    );
    const find = async (mspId: string) => {
      const run = simulator(mspId);
      const found = await readAll(
        await run.executePrivateQuery({ ...place, ...query({ selector: { size: 5 } }) }),
      );
      run.finish();
      return found;
    };
    expect(await find('Org1MSP')).to.deep.equal(['p {"size":5}']);
    expect(await find('Org2MSP')).to.deep.equal([]);
    const run = simulator();
    const unknown = { ...place, collection: 'other', ...query({ selector: {} }) };
    expect(await codeOf(run.executePrivateQuery(unknown))).to.equal('COLLECTION_UNKNOWN');
    run.finish();
  });

  it('come at the price of what CouchDB cannot keep', async () => {
    const run = simulator();
    for (const [key, value] of [
      ['', '{}'],
      ['_a', '{}'],
      ['a', '{"_id":1}'],
      ['a', '{"~version":1}'],
    ] as const) {
      expect(await codeOf(put(run, key, value)), `${key} ${value}`).to.equal('DOCUMENT_INVALID');
    }
    await put(run, 'a', '["_id"]');
    run.finish();
  });

  it('are refused where state is kept in LevelDB', async () => {
    const plain = await openTestChannel({ companies });
    const run = plain.ledger.createSimulator({ txId: 'query', mspId: 'Org1MSP' });
    const all = query({ selector: {} });
    expect(await codeOf(run.executeQuery(all))).to.equal('RICH_QUERY_UNSUPPORTED');
    expect(await codeOf(run.executeQueryPage({ ...all, pageSize: 1, bookmark: '' }))).to.equal(
      'RICH_QUERY_UNSUPPORTED',
    );
    run.finish();
  });
});
