import { expect } from 'chai';
import type { KonttiError } from '../errors';
import { OPTION_SHOWN_LENGTH_MAX, OPTION_TEXT_LENGTH_MAX, TIMEOUT_MS_MAX } from '../limits';
import { checkMembers, checkOptions, givenOptions } from './check-options';
import type { OptionRule } from './check-options';
import * as rules from './rules';

function failureOf(call: () => unknown): KonttiError | undefined {
  try {
    call();
  } catch (error) {
    return error as KonttiError;
  }
  return undefined;
}

const RULES = { size: rules.wholeNumber(1, 5), name: rules.required(rules.text) };

describe('options', () => {
  it('that are undefined count as not given', () => {
    checkOptions(RULES, { name: 'a', size: undefined });
    expect(givenOptions({ a: undefined, b: null, c: 0 })).to.deep.equal({ b: null, c: 0 });
  });

  it('that are unknown, missing or wrong are named, with the rule and what was meant', () => {
    const cases: readonly (readonly [unknown, object, string])[] = [
      [
        { name: 'a', sizes: 1 },
        { option: 'sizes', rule: 'known options', meant: 'size' },
        'sizes is not an option; size is one',
      ],
      [{ name: 'a', colour: 1 }, { option: 'colour', rule: 'known options' }, 'colour is not an option.'],
      [{ size: 1 }, { option: 'name', rule: 'required' }, 'name is missing'],
      [
        { name: 'a', size: 6 },
        { option: 'size', rule: 'a whole number from 1 to 5' },
        'size is 6 and has to be',
      ],
      [null, { option: 'options', rule: 'an object' }, 'options is null and has to be an object'],
      [[], { option: 'options', rule: 'an object' }, 'options is a list and has to be an object'],
      ['text', { option: 'options', rule: 'an object' }, 'options is a text and'],
    ];
    for (const [given, details, text] of cases) {
      const failure = failureOf(() => checkOptions(RULES, given));
      expect(failure?.code, text).to.equal('OPTIONS_INVALID');
      expect(failure?.details, text).to.deep.include(details);
      expect('meant' in (failure?.details ?? {}), text).to.equal('meant' in details);
      expect(failure?.message).to.include(text);
    }
  });

  it('inside an option, and members of an object that may have more, are named with their path', () => {
    const nested = { inner: rules.nested(RULES) };
    expect(failureOf(() => checkOptions(nested, { inner: { name: '' } }))?.details).to.include({
      option: 'inner.name',
    });
    expect(failureOf(() => checkOptions(nested, { inner: { nam: 'a' } }))?.details).to.include({
      option: 'inner.nam',
    });
    expect(failureOf(() => checkOptions(nested, { inner: 5 }))?.details).to.include({ option: 'inner' });
    expect(failureOf(() => checkMembers(RULES, { name: 'a', more: 1 }, 'record'))).to.equal(undefined);
    expect(failureOf(() => checkMembers(RULES, { more: 1 }, 'record'))?.details).to.include({
      option: 'record.name',
    });
  });

  it('are objects whose content is in their members', () => {
    const empty: readonly unknown[] = [
      new Map(),
      new Set(),
      new Date(0),
      Promise.resolve(),
      /x/,
      Buffer.of(1),
    ];
    for (const given of [...empty, [], null, 5, 'x', () => 1]) {
      expect(failureOf(() => checkOptions({}, given))?.code, String(given)).to.equal('OPTIONS_INVALID');
    }
    expect(failureOf(() => checkOptions({}, Object.create(null)))).to.equal(undefined);
  });

  it('that throw when they are read are named, with what they threw', () => {
    const thrown = new RangeError('boom');
    const throwing = (): never => {
      throw thrown;
    };
    const { proxy: revoked, revoke } = Proxy.revocable([], {});
    revoke();
    const rule = { name: rules.listOf(rules.text, { min: 0, max: 2 }) };
    const getter = (target: object, name: PropertyKey): object =>
      Object.defineProperty(target, name, { enumerable: true, get: throwing });
    for (const [given, option] of [
      [getter({}, 'name'), 'name'],
      [{ name: getter(['a', 'b'], 1) }, 'name[1]'],
      [{ name: revoked }, 'name'],
      [new Proxy({}, { ownKeys: throwing }), 'options'],
      [revoked, 'options'],
    ] as const) {
      const failure = failureOf(() => checkOptions(rule, given));
      expect(failure?.code, option).to.equal('OPTIONS_INVALID');
      expect(failure?.details, option).to.include({ option });
    }
    expect(failureOf(() => checkOptions(rule, getter({}, 'name')))?.cause).to.equal(thrown);
    expect(failureOf(() => givenOptions(getter({}, 'name')))?.details).to.include({ option: 'name' });
  });

  it('are shown in the error, shortened, and secrets never', () => {
    const messageOf = (rule: OptionRule, value: unknown): string =>
      failureOf(() => rule.check(value, 'option'))?.message ?? 'accepted';
    const long = 'x'.repeat(OPTION_SHOWN_LENGTH_MAX + 1);
    const { date } = rules;
    const word = rules.oneOf('word');
    expect(messageOf(word, long)).to.include(`"${'x'.repeat(OPTION_SHOWN_LENGTH_MAX)}…"`);
    expect(messageOf(word, long.slice(1))).to.include(`"${long.slice(1)}"`);
    expect(messageOf(date, long)).to.include('is a text and').and.not.to.include('xx');
    for (const [value, shown] of [
      [5n, 'is 5n and'],
      [new Map(), 'is a Map and'],
      [NaN, 'is NaN and'],
      [true, 'is true and'],
      [undefined, 'is undefined and'],
      [Symbol('s'), 'is Symbol(s) and'],
      [() => 1, 'is a function and'],
      [{}, 'is an object and'],
      [[1], 'is a list and'],
    ] as const) {
      expect(messageOf(date, value)).to.include(shown);
    }
    for (const rule of [rules.bytes, rules.pem, rules.callback, rules.secretBytes(9)]) {
      for (const [value, shown] of [
        ['secret', 'option is a text and has'],
        ['', 'option is an empty text and has'],
        [1234, 'option is a number and has'],
        [1234n, 'option is a number and has'],
        [new Uint8Array(0), 'option is 0 bytes and has'],
        [null, 'option is null and has'],
        [[1], 'option is a list and has'],
      ] as const) {
        const message = messageOf(rule, value);
        if (message !== 'accepted') expect(message).to.include(shown);
      }
    }
  });

  it('are within their rules, at the bounds and beyond', () => {
    const form = rules.matching(/^a+$/, 'some a');
    const list = rules.listOf(rules.wholeNumber(0, 9), { min: 1, max: 2 });
    const either = rules.either((value) => typeof value === 'string', form, rules.date);
    const kept: readonly (readonly [OptionRule, readonly unknown[], readonly unknown[]])[] = [
      [
        rules.text,
        ['a', '\ud83d\udea2', 'x'.repeat(OPTION_TEXT_LENGTH_MAX)],
        ['', 'x'.repeat(OPTION_TEXT_LENGTH_MAX + 1), 'a\ud800', '\udc00a', 1, null],
      ],
      [form, ['a', 'aa'], ['', 'b', 1]],
      [rules.wholeNumber(1, 5), [1, 5], [0, 6, 1.5, '1', NaN, 1n]],
      [rules.milliseconds(0), [0, 0.5, TIMEOUT_MS_MAX], [-1, TIMEOUT_MS_MAX + 1, NaN, '1']],
      [rules.milliseconds(1), [1], [0, 0.5]],
      [rules.blockNumber, [0, 0n, 7, 2n ** 63n - 1n], [-1, -1n, 1.5, 2n ** 63n, '1', NaN]],
      [rules.amount, [1n, 2n ** 63n - 1n], [0n, -1n, 2n ** 63n, 1]],
      [rules.amountOrZero, [0n, 2n ** 63n - 1n], [-1n, 2n ** 63n, 0]],
      [rules.callback, [() => 1], [{}, 'f', null]],
      [rules.iterable, [[], new Set(), new Map()], ['text', null, {}, 5]],
      [rules.asyncIterable, [[], (async function* () {})()], ['text', null, {}]],
      [
        rules.abortSignal,
        [
          new AbortController().signal,
          { aborted: false, addEventListener: () => 1, removeEventListener: () => 1 },
        ],
        [true, null, {}, { aborted: true }, { aborted: false, addEventListener: 5, removeEventListener: 5 }],
      ],
      [rules.date, [new Date(0)], [new Date(NaN), 0, '2026-01-01']],
      [rules.oneOf('a', 'b'), ['a', 'b'], ['c', '', 1]],
      [rules.bytes, [Buffer.from('a'), new Uint8Array(1)], [new Uint8Array(0), 'a', [1]]],
      [rules.pem, ['-----', Buffer.from('-')], ['', new Uint8Array(0), 5, null, ['-----']]],
      [rules.object, [{}, []], [null, 'text', () => 1]],
      [rules.flag, [true, false], [0, 'true', null]],
      [rules.secretBytes(2), [new Uint8Array(2)], [new Uint8Array(1), new Uint8Array(3), 'ab', [1, 2]]],
      [list, [[0], [9, 9]], [[], [1, 2, 3], [10], new Array(1), 'text', { length: 1 }]],
      [either, ['a', new Date(0)], ['b', 5]],
    ];
    for (const [rule, good, bad] of kept) {
      for (const value of good) {
        expect(
          failureOf(() => rule.check(value, 'option')),
          String(value),
        ).to.equal(undefined);
      }
      for (const value of bad) {
        expect(failureOf(() => rule.check(value, 'option'))?.code, String(value)).to.equal('OPTIONS_INVALID');
      }
    }
    expect(failureOf(() => list.check([1, 10], 'option'))?.details).to.include({ option: 'option[1]' });
  });

  it('say what they allow, with their bounds', () => {
    const bounds = { min: 1, max: 2 };
    for (const [rule, value, said] of [
      [rules.wholeNumber(3, 5), 6, 'a whole number from 3 to 5'],
      [rules.milliseconds(1), 0, `a number of milliseconds from 1 to ${TIMEOUT_MS_MAX}`],
      [rules.oneOf('a', 'b'), 'c', 'a or b'],
      [rules.matching(/^a$/, 'the letter a'), 'b', 'the letter a'],
      [rules.listOf(rules.text, bounds), [], 'a list of 1 to 2 entries'],
      [rules.secretBytes(32), 'secret', '32 bytes'],
    ] as const) {
      const failure = failureOf(() => rule.check(value, 'option'));
      expect(failure?.details).to.include({ option: 'option', rule: said });
    }
    expect(failureOf(() => rules.secretBytes(32).check('secret', 'option'))?.message).not.to.include(
      '"secret"',
    );
    expect(rules.required(rules.text)).to.deep.equal({ ...rules.text, required: true });
  });
});
