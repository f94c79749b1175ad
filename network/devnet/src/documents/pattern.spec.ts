import { expect } from 'chai';
import { matchesPattern, readPattern } from './pattern';

// What is expected is what PCRE does on the bytes of UTF-8, by Erlang's tables, which are those of Latin 1.
describe('regular expressions', () => {
  it('match bytes, not characters', () => {
    expect(matchesPattern('^..$', 'é')).to.equal(true);
    expect(matchesPattern('^.$', 'é')).to.equal(false);
    expect(matchesPattern('[é]', 'Ã')).to.equal(true);
    expect(matchesPattern('^\\x{c3}', 'é')).to.equal(true);
    expect(matchesPattern('^\\w\\W$', 'é')).to.equal(true);
  });

  it('end before a last line break, and a dot is none', () => {
    expect(matchesPattern('a$', 'a\n')).to.equal(true);
    expect(matchesPattern('a\\z', 'a\n')).to.equal(false);
    expect(matchesPattern('a.b', 'a\nb')).to.equal(false);
    expect(matchesPattern('(?s)a.b', 'a\nb')).to.equal(true);
    expect(matchesPattern('a.b', 'a\rb')).to.equal(true);
    expect(matchesPattern('^b', 'a\nb')).to.equal(false);
  });

  it('know flags at the start, the usual escapes, named classes and quoted text', () => {
    expect(matchesPattern('(?i)^ABC$', 'abc')).to.equal(true);
    expect(matchesPattern('^[[:upper:]\\d]+$', 'A1')).to.equal(true);
    expect(matchesPattern('[]a]', ']')).to.equal(true);
    expect(matchesPattern('^\\Qa.b\\E$', 'a.b')).to.equal(true);
    expect(matchesPattern('\\bb', 'a b')).to.equal(true);
    expect(matchesPattern('\\s', '\u00a0')).to.equal(false);
    expect(matchesPattern('\\h', '\u00a0')).to.equal(true);
    expect(matchesPattern('^\\v$', '\n')).to.equal(true);
    expect(matchesPattern('x{', 'x{')).to.equal(true);
  });

  it('are refused where CouchDB refuses them', () => {
    for (const pattern of [
      '(',
      ')',
      '*',
      'a|*',
      '[z-a]',
      '[a',
      'a{2,1}',
      '\\x{100}',
      '^+',
      'a{70000}',
      '\\',
    ]) {
      expect(readPattern(pattern), pattern).to.equal(undefined);
    }
  });

  it('are refused by the devnet, by name, where JavaScript cannot do the same', () => {
    const unlike = [
      '(?<=a)b',
      '(a)\\1',
      '(?>a)',
      'a++',
      '(?m)^a',
      'a(?i)b',
      '\\p{L}',
      '\\R',
      '(*UTF8)a',
      'a**',
      '\\K',
    ];
    for (const pattern of unlike) {
      expect(() => readPattern(pattern), pattern).to.throw('The devnet cannot answer');
    }
    expect(() => readPattern('a'.repeat(5_000))).to.throw('of that length');
  });
});
