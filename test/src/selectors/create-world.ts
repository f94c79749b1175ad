import { createRandom } from '@kontti/fabric-protocol/testing/random';
import { isChosen, pick, pickWeighted, type Random, type Weighted } from '../differential/choose';
import { createQuestion } from './create-question';
import { createValue, fieldNames } from './create-value';
import type { World } from './world';

const counts = { documents: 14, indexes: 3, questions: 40 } as const;

const keys = [
  'a',
  'A',
  'b',
  'B',
  'ä',
  'Z',
  'z',
  'a:1',
  'a b',
  '10',
  '9',
  'é',
  'e\u0301',
  '\u{1f4e6}',
  '\uffee',
  'zz',
];

const noObjects = [
  '[1]',
  '"text"',
  'null',
  '1',
  '',
  '{',
  'no JSON',
  'true',
  '{"v":1e999,"n":2}',
  '{"v":1} x',
];

function createDocument(random: Random): string {
  if (isChosen(random, 12)) return noObjects[random(noObjects.length)] ?? '';
  const names = fieldNames.filter(() => isChosen(random, 45));
  return `{${names.map((name) => `${JSON.stringify(name)}:${createValue(random, 2)}`).join(',')}}`;
}

const fieldLists: Weighted<string> = [
  [6, '["v"]'],
  [3, '["n"]'],
  [3, '["v","n"]'],
  [2, '["n","v"]'],
  [2, '["a.b"]'],
  [1, '["_id"]'],
  [1, '["v","_id"]'],
  [1, '[{"v":"desc"}]'],
  [1, '[{"v":"asc"},{"n":"asc"}]'],
  [1, '[{"v":"asc"},{"n":"desc"}]'],
  [1, '[{"v":"DESC"}]'],
  [1, '[]'],
  [1, '"v"'],
];

const filters = [
  '{"n":{"$gt":1}}',
  '{"v":{"$exists":true}}',
  '{}',
  '{"t":{"$regex":"a"}}',
  '{"v":{"$bad":1}}',
];

function createIndex(random: Random, number: number): string {
  const filter = isChosen(random, 20)
    ? `,"partial_filter_selector":${pick(random, filters as [string, ...string[]])}`
    : '';
  const index = `"index":{"fields":${pickWeighted(random, fieldLists)}${filter}}`;
  const type = isChosen(random, 10) ? `,"type":${pick(random, ['"json"', '"text"', '1', '"special"'])}` : '';
  const odd = isChosen(random, 5) ? ',"odd":1' : '';
  const name = isChosen(random, 90) ? `,"name":"i${number}"` : ',"name":""';
  return `{${index}${name},"ddoc":"d${number % 2}"${type}${odd}}`;
}

/** Documents, indexes and queries of one seed. */
export function createWorld(seed: number): World {
  const random = createRandom(seed);
  const chosen = keys.filter(() => isChosen(random, 75)).slice(0, counts.documents);
  const indexCount = isChosen(random, 30) ? 0 : random(counts.indexes) + 1;
  return {
    documents: chosen.map((key) => [key, createDocument(random)] as const),
    indexes: Array.from({ length: indexCount }, (_, number) => createIndex(random, number)),
    queries: Array.from({ length: counts.questions }, () => createQuestion(random, keys)),
  };
}
