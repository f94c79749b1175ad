import { isChosen, pickWeighted, type Random, type Weighted } from '../differential/choose';
import { createNumber, createText, createValue } from './create-value';
import type { Question } from './world';

const fields: Weighted<string> = [
  [10, 'v'],
  [6, 'n'],
  [4, 't'],
  [3, 'a'],
  [3, 'l'],
  [3, 'a.b'],
  [2, 'a\\.b'],
  [2, 'v.0'],
  [2, 'l.1'],
  [1, 'l.-1'],
  [1, 'v.a'],
  [3, '_id'],
  [1, 'é'],
  [1, '1'],
  [1, 'missing'],
  [1, 'a..b'],
];

const patternPieces = [
  ...[
    'a',
    'b',
    'A',
    '.',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '\\d',
    '\\b',
    '\\B',
    '^',
    '$',
    '|',
    '(',
    ')',
    '(?:',
    '(?=',
    '(?!',
  ],
  ...[
    '[a-z]',
    '[^a]',
    '[[:alpha:]]',
    '[[:^digit:]]',
    '[é]',
    '\\h',
    '\\v',
    '\\N',
    '\\A',
    '\\z',
    '\\Z',
    '\\x61',
    '\\x{e}',
  ],
  ...[
    '*',
    '+',
    '?',
    '*?',
    '+?',
    '{1}',
    '{1,2}',
    '{2,}',
    '{',
    '}',
    ']',
    '-',
    '\\.',
    '\\n',
    'é',
    'ß',
    '\u{1f4e6}',
    '\\Qa.\\E',
  ],
];

function createPattern(random: Random): string {
  if (isChosen(random, 40)) return choose(random, patterns);
  const pieces = Array.from({ length: random(5) + 1 }, () => choose(random, patternPieces));
  return `${isChosen(random, 15) ? '(?i)' : ''}${pieces.join('')}`;
}

const patterns = [
  ...[
    '^a',
    'a$',
    '(?i)A',
    'b',
    '^.$',
    '^..$',
    '\\w',
    '\\s',
    '[ab]',
    '[^a]',
    'a|b',
    '^$',
    'é',
    '(',
    'a{2}',
    '\\d+',
    '^[[:upper:]]',
  ],
  ...[
    '.*\\n$',
    'end',
    '\\x{c3}',
    '[\\w-]+$',
    '(?:ab)?',
    '\\bb',
    '\\Aa\\z',
    'x*',
    '*',
    '(?s)e.e',
    '[]a]',
    '\\Q.\\E',
  ],
];

function choose(random: Random, values: readonly string[]): string {
  return values[random(values.length)] ?? '';
}

function createList(random: Random, depth: number): string {
  return `[${Array.from({ length: random(4) }, () => createValue(random, depth)).join(',')}]`;
}

type CreateArgument = (random: Random, depth: number) => string;

const comparison: CreateArgument = (random) => createValue(random, 2);
const selector: CreateArgument = (random, depth) => createSelector(random, depth - 1, isChosen(random, 50));

const operators: Weighted<readonly [name: string, argument: CreateArgument]> = [
  ...['$eq', '$ne', '$lt', '$lte', '$gt', '$gte'].map((name) => [6, [name, comparison]] as const),
  ...['$in', '$nin', '$all'].map((name) => [4, [name, (random: Random) => createList(random, 1)]] as const),
  [6, ['$exists', (random) => choose(random, ['true', 'false', 'true', 'false', '1'])]],
  [
    3,
    [
      '$type',
      (random) => choose(random, ['"null"', '"string"', '"number"', '"object"', '"array"', '"boolean"', '1']),
    ],
  ],
  [
    3,
    [
      '$mod',
      (random) =>
        choose(random, ['[2,0]', '[2,1]', '[-2,1]', '[2.0,0]', '[0,1]', '[3,2,1]', '[2]', '[3,-1]']),
    ],
  ],
  [8, ['$regex', (random) => JSON.stringify(createPattern(random))]],
  [3, ['$beginsWith', (random) => (isChosen(random, 90) ? createText(random) : createNumber(random))]],
  [3, ['$size', (random) => choose(random, ['0', '1', '2', '2.0', '-1', '"1"', '3'])]],
  ...['$elemMatch', '$allMatch', '$keyMapMatch'].map((name) => [3, [name, selector]] as const),
  [1, ['$text', createText]],
  [1, ['$odd', createNumber]],
  [1, ['$where', createText]],
];

function createCondition(random: Random, depth: number): string {
  const [name, argument] = pickWeighted(random, operators);
  const value = isChosen(random, 3) ? createValue(random, 1) : argument(random, depth);
  return `${JSON.stringify(name)}:${value}`;
}

function createMember(random: Random, depth: number, hasField: boolean): string {
  if (depth > 0 && isChosen(random, 25)) {
    const name = choose(random, ['$and', '$or', '$nor', '$not', '$and', '$or']);
    if (name === '$not') return `"$not":${createSelector(random, depth - 1, hasField)}`;
    const parts = Array.from({ length: random(4) }, () => createSelector(random, depth - 1, hasField));
    return `"${name}":[${parts.join(',')}]`;
  }
  if (!hasField) return createCondition(random, depth);
  const field = JSON.stringify(pickWeighted(random, fields));
  if (isChosen(random, 20)) return `${field}:${createValue(random, 1)}`;
  if (depth > 0 && isChosen(random, 10)) {
    return `${field}:${createSelector(random, depth - 1, isChosen(random, 50))}`;
  }
  return `${field}:{${createCondition(random, depth)}}`;
}

function createSelector(random: Random, depth: number, hasField: boolean): string {
  const count = isChosen(random, 4) ? 0 : isChosen(random, 70) ? 1 : 2;
  const members = Array.from({ length: count }, () => createMember(random, Math.max(0, depth), hasField));
  return `{${members.join(',')}}`;
}

const sorts = [
  ...[
    '["v"]',
    '["v"]',
    '[{"v":"desc"}]',
    '["n"]',
    '["v","n"]',
    '["n","v"]',
    '["_id"]',
    '[{"_id":"desc"}]',
    '[]',
  ],
  ...[
    '"v"',
    'null',
    '[""]',
    '[1]',
    '[{"v":"up"}]',
    '[{"v":"asc"},{"n":"desc"}]',
    '[{"v":"asc","n":"asc"}]',
    '["a.b"]',
  ],
];

const projections = [
  ...[
    '["v"]',
    '["v","n"]',
    '[]',
    '["a.b"]',
    '["a"]',
    '["l.0"]',
    '["l","l.1"]',
    '["_id"]',
    '["a","a.b"]',
    '["a\\\\.b"]',
  ],
  ...['[1]', '["_attachments"]', '["l","l.2"]', '["missing","v"]'],
];

const others: Weighted<readonly [name: string, values: readonly string[]]> = [
  [6, ['sort', sorts]],
  [5, ['fields', projections]],
  [4, ['skip', ['0', '1', '2', '5', '100', '-1', '1.0', '"1"', 'null']]],
  [
    4,
    [
      'use_index',
      [
        '"d0"',
        '"d1"',
        '["d0","i0"]',
        '"_design/d0"',
        '"d0/i0"',
        '"_design/d0/i2"',
        '["d0"]',
        '[]',
        'null',
        '1',
        '"none"',
        '["a","b","c"]',
        '"a/b/c/d"',
      ],
    ],
  ],
  [3, ['allow_fallback', ['true', 'false', '1', 'null']]],
  [1, ['limit', ['1', '"x"', '-5']]],
  [1, ['bookmark', ['null', '""', '"nil"', '"x"', '1']]],
  [1, ['r', ['1', '2', '0', '"1"']]],
  [1, ['conflicts', ['true', 'false', '1']]],
  [1, ['stable', ['true', '"x"']]],
  [1, ['stale', ['false', '"false"', 'true', '1']]],
  [1, ['execution_stats', ['true', '0']]],
  [1, ['partition', ['""', '"p"', '1', 'null']]],
  [1, ['odd', ['1']]],
];

/** A query of `_find`, most of them good ones. */
export function createQuestion(random: Random, keys: readonly string[]): Question {
  const members = new Map<string, string>([['selector', createSelector(random, 3, isChosen(random, 97))]]);
  if (isChosen(random, 8)) {
    const operator = choose(random, ['$gt', '$gte', '$lt', '$eq', '$lte']);
    members.set('selector', `{"_id":{"${operator}":${JSON.stringify(choose(random, keys))}}}`);
  }
  for (let count = isChosen(random, 50) ? 0 : random(3) + 1; count > 0; count -= 1) {
    const [name, values] = pickWeighted(random, others);
    members.set(name, choose(random, values));
  }
  if (isChosen(random, 1)) members.delete('selector');
  const text = [...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
  return { query: `{${text}}`, pageSize: isChosen(random, 40) ? random(4) + 1 : 100 };
}
