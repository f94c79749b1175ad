import { expect } from 'chai';
import { KonttiError } from '../errors';
import { commitToTerms, verifyTerms } from './terms';

describe('a commitment to terms', () => {
  it('is opened by salt and terms, and by nothing else', () => {
    const committed = commitToTerms('41.70 EUR a tonne');
    verifyTerms(committed);
    expect(commitToTerms('41.70 EUR a tonne').commitment).not.to.equal(committed.commitment);
    const codeOf = (change: object): string | undefined => {
      try {
        verifyTerms({ ...committed, ...change });
        return undefined;
      } catch (error) {
        return (error as { readonly code: string }).code;
      }
    };
    expect(codeOf({ terms: '41.80 EUR a tonne' })).to.equal('TERMS_DIFFER');
    expect(codeOf({ salt: 'a'.repeat(64) })).to.equal('TERMS_DIFFER');
    expect(codeOf({ salt: 'short' })).to.equal('OPTIONS_INVALID');
  });

  it('is of no text that has another one with the same bytes', () => {
    for (const half of ['\ud800', '\udc00', 'a\ud800b']) {
      expect(() => commitToTerms(half), JSON.stringify(half))
        .to.throw(KonttiError)
        .that.nested.includes({ code: 'OPTIONS_INVALID', 'details.option': 'terms' });
      const committed = commitToTerms('\ufffd');
      expect(() => verifyTerms({ ...committed, terms: half }), JSON.stringify(half))
        .to.throw(KonttiError)
        .with.nested.property('details.option', 'terms');
    }
    verifyTerms(commitToTerms('\ud83d\udea2'));
  });
});
