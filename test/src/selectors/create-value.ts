import { isChosen, pickWeighted, type Random, type Weighted } from '../differential/choose';

/** Few, so that queries and documents meet. */
export const fieldNames = ['v', 'n', 't', 'a', 'l', 'a.b', 'é', '1'];

const numbers = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '-1',
    '1.0',
    '2.0',
    '1.5',
    '-0',
    '1e2',
    '1E1',
    '0.1',
    '1e-7',
    '5e-324',
    '1e-310',
    '2.5e-310',
    '7',
  ],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '123456789012345678901', '1e21', '1e23'],
];

const texts = [
  ...[
    '',
    'a',
    'A',
    'b',
    'B',
    'aa',
    'ab',
    'aB',
    'a b',
    'a-b',
    'ä',
    'á',
    'a\u0301',
    'é',
    'e\u0301',
    'z',
    'Z',
    '10',
    '9',
  ],
  ...[
    'ss',
    'ß',
    'text\n',
    'line\nend',
    '<&>',
    '\u2028',
    '\u{1f4e6}',
    'ae',
    'æ',
    'x',
    '\ud800',
    '_',
    '~',
    'null',
  ],
];

function choose(random: Random, values: readonly string[]): string {
  return values[random(values.length)] ?? '';
}

/** A string as JSON; a lone surrogate stays an escape. */
export function createText(random: Random): string {
  return JSON.stringify(choose(random, texts));
}

export function createNumber(random: Random): string {
  return choose(random, numbers);
}

const kinds: Weighted<'number' | 'text' | 'null' | 'boolean' | 'array' | 'object'> = [
  [8, 'number'],
  [8, 'text'],
  [2, 'null'],
  [2, 'boolean'],
  [4, 'array'],
  [3, 'object'],
];

/** A JSON value as text, of so many levels. */
export function createValue(random: Random, depth: number): string {
  const kind = pickWeighted(random, kinds);
  switch (kind) {
    case 'number':
      return createNumber(random);
    case 'text':
      return createText(random);
    case 'null':
      return 'null';
    case 'boolean':
      return String(isChosen(random, 50));
    case 'array': {
      if (depth === 0) return '[]';
      return `[${Array.from({ length: random(4) }, () => createValue(random, depth - 1)).join(',')}]`;
    }
    case 'object': {
      if (depth === 0) return '{}';
      const names = ['a', 'b', 'c', 'B'].filter(() => isChosen(random, 40));
      return `{${names.map((name) => `"${name}":${createValue(random, depth - 1)}`).join(',')}}`;
    }
  }
}
