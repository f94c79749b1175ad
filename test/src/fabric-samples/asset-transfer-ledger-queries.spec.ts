import { expect } from 'chai';
import { engine } from '../engine/engine';
import { describeSample } from './describe-sample';
import { createSampleClient, refusalOf, type SampleClient } from './sample-client';
import { useSampleNetwork } from './use-sample-network';

interface Entry {
  readonly Key: string;
  readonly Record: { readonly owner: string; readonly color: string; readonly size: number };
}

interface Page {
  readonly results: readonly Entry[];
  readonly fetchedRecordsCount: number;
  readonly bookmark: string;
}

interface HistoryEntry {
  readonly TxId: string;
  readonly Value: { readonly owner: string };
}

/** The only index that the chaincode brings. */
const withIndex = { use_index: ['_design/indexOwnerDoc', 'indexOwner'] };

function toKeys(entries: readonly Entry[]): string[] {
  return entries.map(({ Key }) => Key);
}

/** What the sample's own application does, by the official gateway client. */
function describeQueries(options: { samples: string; stateDb: 'leveldb' | 'couchdb' }): void {
  const { samples, stateDb } = options;
  const network = useSampleNetwork({
    samples,
    chaincodes: [{ name: 'ledger', path: 'asset-transfer-ledger-queries/chaincode-javascript' }],
    args: stateDb === 'couchdb' ? ['--state-db', stateDb] : [],
  });
  let client: SampleClient;

  before(async () => {
    client = await createSampleClient({ network: network(), mspId: 'Org1MSP', chaincode: 'ledger' });
    await client.submit('InitLedger');
  });

  const ask = async <T>(name: string, ...args: string[]): Promise<T> =>
    JSON.parse(await client.evaluate(name, ...args)) as T;
  const askKeys = async (name: string, ...args: string[]): Promise<string[]> =>
    toKeys(await ask<Entry[]>(name, ...args));

  it('reads ranges of keys, open and closed', async () => {
    expect(await askKeys('GetAssetsByRange', 'asset1', 'asset6')).to.deep.equal(
      ['1', '2', '3', '4', '5'].map((number) => `asset${number}`),
    );
    expect(await askKeys('GetAssetsByRange', '', '')).to.have.length(6);
    expect(await askKeys('GetAssetsByRange', 'asset3', '')).to.deep.equal([
      'asset3',
      'asset4',
      'asset5',
      'asset6',
    ]);
    expect(await askKeys('GetAssetsByRange', '', 'asset3')).to.deep.equal(['asset1', 'asset2']);
  });

  it('pages through a range', async () => {
    const range = ['GetAssetsByRangeWithPagination', 'asset2', 'asset6', '2'] as const;
    const first = await ask<Page>(...range, '');
    expect(first).to.include({ fetchedRecordsCount: 2, bookmark: 'asset4' });
    expect(toKeys(first.results)).to.deep.equal(['asset2', 'asset3']);
    const second = await ask<Page>(...range, first.bookmark);
    expect(second).to.include({ fetchedRecordsCount: 2, bookmark: stateDb === 'couchdb' ? 'asset6' : '' });
    expect(toKeys(second.results)).to.deep.equal(['asset4', 'asset5']);
  });

  it('creates, transfers and deletes, and shows the history', async () => {
    await client.submit('CreateAsset', 'asset7', 'yellow', '5', 'Tom', '1300');
    expect(await refusalOf(client.submit('CreateAsset', 'asset7', 'x', '1', 'x', '1'))).to.contain(
      'already exists',
    );
    expect(await client.evaluate('AssetExists', 'asset7')).to.equal('true');
    await client.submit('TransferAsset', 'asset7', 'Ann');
    await client.submit('DeleteAsset', 'asset7');
    expect(await client.evaluate('AssetExists', 'asset7')).to.equal('false');
    const history = await ask<HistoryEntry[]>('GetAssetHistory', 'asset7');
    // The sample leaves deletes out, since they have no value.
    expect(history.map(({ Value }) => Value.owner)).to.deep.equal(['Ann', 'Tom']);
    expect(new Set(history.map(({ TxId }) => TxId)).size).to.equal(2);
  });

  it('transfers by a composite key', async () => {
    await client.submit('TransferAssetByColor', 'yellow', 'Michel');
    expect(JSON.parse(await client.evaluate('ReadAsset', 'asset4'))).to.include({
      owner: 'Michel',
      color: 'yellow',
    });
    await client.submit('TransferAsset', 'asset2', 'Max');
    await client.submit('TransferAsset', 'asset4', 'Max');
  });

  if (stateDb === 'leveldb') {
    it('refuses selectors, as LevelDB has none', async () => {
      const refusal = await refusalOf(client.evaluate('QueryAssetsByOwner', 'Max'));
      expect(refusal).to.contain('ExecuteQuery not supported for leveldb');
      const query = JSON.stringify({ selector: {} });
      expect(await refusalOf(client.evaluate('QueryAssetsWithPagination', query, '1', ''))).to.contain(
        'not supported for leveldb',
      );
    });
    return;
  }

  it('answers selectors', async () => {
    const query = (selector: object, more: object = {}): Promise<string[]> =>
      askKeys('QueryAssets', JSON.stringify({ selector, ...more }));
    expect(await askKeys('QueryAssetsByOwner', 'Max')).to.deep.equal(['asset2', 'asset4']);
    expect(await query({ size: 15 })).to.deep.equal(['asset5', 'asset6']);
    expect(await query({ docType: 'asset', owner: 'Jin Soo' }, withIndex)).to.deep.equal(['asset3']);
    expect(await query({ size: { $gt: 5, $lt: 15 } })).to.deep.equal(['asset3', 'asset4']);
    expect(await query({ $or: [{ color: 'blue' }, { color: 'red' }] })).to.deep.equal(['asset1', 'asset2']);
    expect(await query({ owner: { $regex: '^M' }, size: { $in: [15] } })).to.deep.equal(['asset6']);
    expect(await query({ owner: 'nobody' })).to.deep.equal([]);
  });

  it('sorts by an index of the package alone', async () => {
    const selector = { docType: 'asset', owner: { $gt: '' } };
    const sorted = { selector, sort: [{ docType: 'asc' }, { owner: 'asc' }], ...withIndex };
    const entries = await ask<Entry[]>('QueryAssets', JSON.stringify(sorted));
    const owners = entries.map(({ Record }) => Record.owner);
    expect(owners).to.have.length(6);
    expect(owners).to.deep.equal(owners.toSorted());
    const unsortable = JSON.stringify({ selector: { size: { $gt: 0 } }, sort: [{ size: 'desc' }] });
    expect(await refusalOf(client.evaluate('QueryAssets', unsortable))).to.contain('no_usable_index');
    expect(await refusalOf(client.evaluate('QueryAssets', 'no JSON'))).to.contain('GET_QUERY_RESULT failed');
  });

  it('pages through the answers by bookmarks', async () => {
    const query = JSON.stringify({ selector: { docType: 'asset', owner: 'Max' }, ...withIndex });
    const found: string[] = [];
    let page = await ask<Page>('QueryAssetsWithPagination', query, '1', '');
    while (page.fetchedRecordsCount > 0) {
      expect(page.fetchedRecordsCount).to.equal(1);
      found.push(...toKeys(page.results));
      page = await ask<Page>('QueryAssetsWithPagination', query, '1', page.bookmark);
    }
    expect(found).to.deep.equal(['asset2', 'asset4']);
  });
}

const title = "asset-transfer-ledger-queries' chaincode in JavaScript, unmodified";

describeSample(`${title}, state in LevelDB`, (samples) => {
  describeQueries({ samples, stateDb: 'leveldb' });
});

// Fabric's peers need a CouchDB to start.
if (engine === 'devnet' || (engine === 'fabric' && process.env['COUCHDB_BIN'] !== undefined)) {
  describeSample(`${title}, state as CouchDB has it`, (samples) => {
    describeQueries({ samples, stateDb: 'couchdb' });
  });
}
