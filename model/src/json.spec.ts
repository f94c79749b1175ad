import { expect } from 'chai';
import { canonicalJson, parseJson } from './json';
import { LIMITS } from './limits';
import { refusalOf } from './testing/refusal';

describe('json', () => {
  it('refuses what is nested without end', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = [cyclic];
    expect(refusalOf(() => canonicalJson(cyclic))).to.equal('FIELD_TYPE');
    let deep: unknown = 1;
    for (let depth = 0; depth < LIMITS.jsonDepthMax; depth += 1) deep = [deep];
    expect(canonicalJson(deep)).to.equal(
      `${'['.repeat(LIMITS.jsonDepthMax)}1${']'.repeat(LIMITS.jsonDepthMax)}`,
    );
    expect(refusalOf(() => canonicalJson([deep]))).to.equal('FIELD_TYPE');
  });

  it('is canonical, with amounts as decimal strings and without absent fields', () => {
    const value = { b: [2n ** 63n - 1n, false], a: 'é\u0001"', c: undefined, A: -1 };
    expect(canonicalJson(value)).to.equal('{"A":-1,"a":"é\\u0001\\"","b":["9223372036854775807",false]}');
    expect(refusalOf(() => canonicalJson(undefined))).to.equal('FIELD_TYPE');
  });

  it('refuses a field that is named twice, at any depth and however it is written', () => {
    const twice = ['{"a":1,"a":1}', '{"b":[{"x":1,"y":{},"x":2}]}', '{"a":1,"\\u0061":2}', '{"":1,"":2}'];
    for (const text of twice) expect(refusalOf(() => parseJson(text, 100))).to.equal('JSON_DUPLICATE_KEY');
    const once = [
      '{"a":{"a":1},"b":{"a":1}}',
      '[{"a":1},{"a":2}]',
      '{"a":"b","b":"a"}',
      '{"a":"\\"a\\":1,{"}',
      '"a"',
    ];
    for (const text of once) expect(parseJson(text, 100)).to.deep.equal(JSON.parse(text));
  });

  it('refuses what is no JSON or too long', () => {
    for (const text of ['', '{', "{'a':1}", '{"a":1}x', '01', 'NaN']) {
      expect(refusalOf(() => parseJson(text, 100))).to.equal('JSON_SYNTAX');
    }
    expect(refusalOf(() => parseJson('"ää"', 5))).to.equal('TOO_LARGE');
    expect(parseJson('"ää"', 6)).to.equal('ää');
  });

  it('refuses numbers that are too large for JSON to say, however they are written', () => {
    for (const text of ['1e400', '{"a":[-1e400]}']) {
      expect(refusalOf(() => canonicalJson(parseJson(text, 100)))).to.equal('FIELD_TYPE');
    }
  });

  it('reads long texts, and refuses deep nesting, without running out of stack', () => {
    const long = JSON.stringify({ a: '\\"'.repeat(400_000) });
    expect(parseJson(long, 4_000_000)).to.deep.equal(JSON.parse(long));
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(refusalOf(() => parseJson(nested(50_000), 1_000_000))).to.equal('TOO_LARGE');
    expect(refusalOf(() => parseJson(nested(LIMITS.jsonDepthMax + 1), 1_000_000))).to.equal('TOO_LARGE');
    expect(() => parseJson(nested(LIMITS.jsonDepthMax), 1_000_000)).not.to.throw();
  });
});
