import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { script, type GatewayCall } from '../calls';
import type { ScenarioGroup } from '../scenario';
import type { Stage } from '../stage';
import { inOrder, reads, type ListedCall } from './call-lists';
import { collections, keeperContracts } from './collections';

const endorsers = ['Org1MSP', 'Org2MSP'];
const write = (...steps: ScriptStep[]): GatewayCall => script(steps, { endorsers });
const read = (...steps: ScriptStep[]): ListedCall => reads(script(steps));
const query = (text: string): ListedCall => read(['query', text]);

/** Index files of the package: CouchDB refuses the second, which a peer only logs. */
const indexes: Readonly<Record<string, string>> = {
  'indexes/size.json': '{"index":{"fields":["size"]},"ddoc":"sizes","name":"bySize","type":"json"}',
  'indexes/mixed.json':
    '{"index":{"fields":[{"kind":"asc"},{"n":"desc"}]},"ddoc":"mixed","name":"mixed","type":"json"}',
  'indexes/part.json':
    '{"index":{"fields":["kind"],"partial_filter_selector":{"size":{"$gt":2}}},"ddoc":"part","name":"part","type":"json"}',
  'collections/plain/indexes/size.json':
    '{"index":{"fields":["size"]},"ddoc":"sizes","name":"bySize","type":"json"}',
};

async function deployWithIndexes(stage: Stage): Promise<void> {
  const metadataPath = await mkdtemp(join(tmpdir(), 'kontti-indexes-'));
  const root = join(metadataPath, 'META-INF', 'statedb', 'couchdb');
  for (const folder of ['indexes', 'collections/plain/indexes']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const [file, text] of Object.entries(indexes)) await writeFile(join(root, file), text);
  try {
    await stage.network.deployChaincode({
      name: 'keeper',
      contracts: keeperContracts,
      collections,
      metadataPath,
    });
  } finally {
    await rm(metadataPath, { recursive: true });
  }
}

const values: readonly (readonly [key: string, value: string])[] = [
  ['box/a', '{"size":3,"kind":"box","n":1}'],
  ['box/b', '{"size":[2],"kind":"box"}'],
  ['box/c', '{"size":null,"kind":"bag"}'],
  ['box/d', '{"size":"x","kind":"Box","n":1.0}'],
  ['box/e', '{"kind":"bag","n":9007199254740993}'],
  ['box/f', 'no JSON'],
  ['box/g', '{"size":1e999,"kind":"odd"}'],
  ['Box/h', '{"size":1,"kind":"bag","list":[1,null,{"a":1}]}'],
];

const asPut = [
  ['z', '{"z":1,"a":{"10":1,"2":"<&>"},"\u00e9":[{"b":null,"a":true}]}'],
  ['numbers', '{"a":1.0,"b":1e2,"c":1e21,"d":0.10,"e":-0,"f":123456789012345678901,"g":1e-7}'],
  ['tiny', '{"n":5e-324}'],
  ['huge', '{ "n": 1e999 }'],
  ['surrogate', '{"t":"\\ud800b","t2":"\\ud83d\\ude00"}'],
  ['twice', '{"a":1,"a":2}'],
  ['list', '[ 1, 2 ]'],
  ['null', 'null'],
  ['spaces', ' { } '],
] as const;

/** State that is kept in CouchDB: what comes back, what is found, and what is refused. */
export const documents: ScenarioGroup = {
  name: 'documents',
  stateDatabase: 'couchdb',
  prepare: deployWithIndexes,
  scenarios: [
    inOrder('documents as they come back', [
      write(...asPut.map(([key, value]): ScriptStep => ['put', key, value])),
      read(...asPut.map(([key]): ScriptStep => ['get', key])),
      read(['range', '', '']),
      write(['get', 'numbers'], ['put', 'after', '1']),
    ]),
    inOrder('what CouchDB does not keep', [
      write(['put', '', '{}']),
      write(['put', '_a', '{}']),
      write(['put', 'a', '{"_id":1}']),
      write(['put', 'a', '{"~version":1}']),
      write(['put', 'a', '["_id"]']),
    ]),
    inOrder('queries', [
      write(...values.map(([key, value]): ScriptStep => ['put', key, value])),
      query('{"selector":{"size":{"$gte":null}}}'),
      query('{"selector":{"size":{"$gte":null}},"sort":[{"size":"desc"}]}'),
      query('{"selector":{"_id":{"$gt":"a","$lt":"c"}}}'),
      query('{"selector":{"_id":{"$gt":"A","$lt":"c"}},"fields":["kind","size"]}'),
      query('{"selector":{"kind":"odd"}}'),
      query('{"selector":{"kind":"odd"},"fields":["size"]}'),
      query('{"selector":{"kind":{"$regex":"(?i)^box$"}}}'),
      query('{"selector":{"n":1}}'),
      query('{"selector":{"n":9007199254740993}}'),
      query('{"selector":{"n.x":{"$exists":false},"_id":{"$gt":"box/"}}}'),
      query('{"selector":{"$or":[]}}'),
      query('{"selector":{"kind":"box","$and":[]}}'),
      query('{"selector":{"list":{"$elemMatch":{"$not":{"a":2}}}}}'),
      query('{"selector":{"kind":{"$gt":null}},"use_index":"part"}'),
      query('{"selector":{"kind":"bag"},"skip":1,"limit":1}'),
    ]),
    inOrder('queries that are refused', [
      query('{"selector":{"kind":"bag"},"sort":["kind"]}'),
      query('{"selector":{},"sort":"size"}'),
      query('{"selector":{"kind":{"$like":"x"}}}'),
      query('{"selector":{"kind":{"$in":"x"}}}'),
      query('{"selector":{"kind":{"$regex":"("}}}'),
      query('{"selector":{"kind":"bag"},"use_index":"none","allow_fallback":false}'),
      query('{"selector":{"kind":"bag"},"bookmark":"x"}'),
      query('{"selector":{"kind":"bag"},"partition":"p"}'),
      query('{"selector":{"size":1e999}}'),
      query('{"selector":{"kind":{"$in":[null]}}}'),
      query('{"selector":{"kind":"bag"},"fields":"kind"}'),
      query('{"selector":{"kind":"bag"},"order":1}'),
      query('["selector"]'),
    ]),
    inOrder('queries in transactions that are submitted', [
      write(['query', '{"selector":{"size":{"$gt":0}}}']),
      write(['query', '{"selector":{"size":{"$gt":0}}}'], ['put', 'sum', '{"of":2}']),
      write(['query', '{"selector":{"kind":"odd"}}'], ['put', 'sum', '{"of":1}']),
      write(['query', '{"selector":{"size":99}}'], ['put', 'sum', '{"of":0}']),
      write(['put', 'before', '1'], ['query', '{"selector":{"size":{"$gt":0}}}']),
      write(['queryPages', '{"selector":{"size":{"$gte":null}}}', '2']),
      write(['queryPages', '{"selector":{"size":{"$gte":null}}}', '2'], ['put', 'x', '1']),
    ]),
    inOrder('pages of queries', [
      read(['queryPages', '{"selector":{"size":{"$gte":null}}}', '2']),
      read(['queryPages', '{"selector":{"size":{"$gte":null}},"sort":[{"size":"desc"}]}', '3']),
      read(['queryPages', '{"selector":{"_id":{"$gt":"box/"}},"fields":["kind"]}', '2']),
      read(['queryPages', '{"selector":{"_id":{"$gt":"box/"}},"skip":1}', '2']),
      read(['queryPages', '{"selector":{"size":99}}', '2']),
      read(['queryPages', '{"selector":{"size":{"$gt":2,"$lt":1}}}', '2']),
    ]),
    inOrder('pages of ranges', [
      read(['page', 'box/', 'box0', '2']),
      read(['page', 'box/', 'box0', '2', 'box/g']),
      read(['page', 'box/', '', '100']),
      write(['page', 'box/', 'box0', '3']),
      write(['page', 'box/', 'box0', '100']),
      write(['page', 'box/', 'box0', '3', 'box/d']),
      write(['page', 'box/', 'box0', '3'], ['put', 'box/b', '{"size":[2],"kind":"box"}']),
      write(['range', 'box/', 'box0'], ['put', 'box/b', '{"size":[2],"kind":"box"}']),
      write(['range', 'box/', 'box0', '2'], ['put', 'box/b1', '{"kind":"box"}']),
    ]),
    inOrder('queries of collections', [
      write(['putPrivate', 'plain', 'p', '{"size":2}'], ['putPrivate', 'plain', 'q', '{"size":1,"a":1.0}']),
      read(['queryPrivate', 'plain', '{"selector":{"size":{"$gt":0}}}']),
      read(['queryPrivate', 'plain', '{"selector":{},"sort":[{"size":"desc"}]}']),
      read(['getPrivate', 'plain', 'q']),
      write(['queryPrivate', 'plain', '{"selector":{}}'], ['put', 'x', '1']),
    ]),
  ],
};
