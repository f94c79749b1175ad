import { expect } from 'chai';
import { LIMITS } from '../limits';
import { factDigest, sealHash } from './digest';
import { isOversized, sealedBytes } from './sealed-bytes';

const sealed = Buffer.from('{"a":1,"b":"\u2028<"}');
const hash = sealHash(factDigest(sealed));

describe('bytes that are stored where a seal leads', () => {
  it('are what was sealed, in its own form or in another one of the same JSON', () => {
    const others = [
      '{"b":"\\u2028\\u003c","a":1.0}',
      ' {"a":1,"b":"\u2028<"} ',
      '{"b":"x","a":1,"b":"\u2028<"}',
    ];
    for (const stored of [sealed, ...others.map((text) => Buffer.from(text))]) {
      expect(sealedBytes(stored, hash)?.equals(sealed), stored.toString()).to.equal(true);
    }
  });

  it('are nothing where they mean something else, or are no JSON', () => {
    for (const text of [
      '{"a":1}',
      '{"a":1,"b":"\u2028"}',
      '[',
      'null',
      '',
      '{"a":1e400}',
      '['.repeat(100_000),
    ]) {
      expect(sealedBytes(Buffer.from(text), hash), text.slice(0, 20)).to.equal(undefined);
    }
  });

  it('are nothing that anybody looks at beyond what JSON can make of a fact', () => {
    const spaces = Buffer.alloc(LIMITS.factBytesMax * 6, ' ');
    sealed.copy(spaces);
    expect(isOversized(spaces)).to.equal(false);
    expect(sealedBytes(spaces, hash)?.equals(sealed)).to.equal(true);
    const more = Buffer.concat([spaces, Buffer.from(' ')]);
    expect(isOversized(more)).to.equal(true);
    expect(sealedBytes(more, hash)).to.equal(undefined);
  });
});
