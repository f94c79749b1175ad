import { expect } from 'chai';
import { bytesFromDatabase, checkDocument } from './document-reader';
import { bytesToDocument } from './stored-document';

/** What a peer reads from CouchDB after that was put. */
function comesBack(text: string): string {
  return Buffer.from(bytesFromDatabase(Buffer.from(text))).toString();
}

describe('documents', () => {
  it('come back with sorted names, without spaces, escaped as Go does', () => {
    expect(comesBack('{"z":1,"a":{"2":"<&>","10":"é"},"é":[{"b":null,"a":true}]}')).to.equal(
      '{"a":{"10":"é","2":"\\u003c\\u0026\\u003e"},"z":1,"é":[{"a":true,"b":null}]}',
    );
    expect(comesBack('{"__proto__":1,"a":{"__proto__":{}}}')).to.equal(
      '{"__proto__":1,"a":{"__proto__":{}}}',
    );
  });

  it('come back with each number as a double in its shortest form', () => {
    const numbers = {
      '1.0': '1',
      '-0': '0',
      '1e2': '100',
      '1e21': '1e+21',
      '123456789012345678901': '123456789012345680000',
      '9007199254740993': '9007199254740992',
      '0.10': '0.1',
      '1E-7': '1e-7',
      '5e-324': '0.0',
    };
    for (const [written, read] of Object.entries(numbers)) {
      expect(comesBack(`{"n":${written}}`), written).to.equal(`{"n":${read}}`);
    }
  });

  it('come back as they were put where they are no JSON objects to Go', () => {
    const deep = `${'['.repeat(1_001)}${']'.repeat(1_001)}`;
    for (const text of [
      '[1]',
      '"a"',
      'null',
      '1',
      '',
      '{',
      '{"a"}',
      '\u0000',
      'text',
      '{ "n": 1e999 }',
      `{"a":${deep}}`,
    ]) {
      expect(comesBack(text), text.slice(0, 40)).to.equal(text);
    }
    expect(comesBack(' {} ')).to.equal('{}');
  });

  it('keep the fields of what holds a number that no double holds', () => {
    const { fields, attachment } = bytesToDocument(Buffer.from('{"n":1e999,"v":2}'));
    expect([...fields]).to.deep.equal([
      ['n', null],
      ['v', 2],
    ]);
    expect(Buffer.from(attachment ?? []).toString()).to.equal('{"n":1e999,"v":2}');
  });

  it('have U+FFFD where a surrogate was alone, and of two members with one name the last', () => {
    expect(comesBack('{"a":"\\ud800b"}')).to.equal('{"a":"\ufffdb"}');
    expect(comesBack('{"\\ud800":1,"\\udc00":2,"a":1,"a":2}')).to.equal('{"a":2,"\ufffd":2}');
  });

  it('may not have names that CouchDB keeps for itself', () => {
    for (const text of ['{"_id":1}', '{"~version":1}', '{"_x":1e999}']) {
      expect(() => {
        checkDocument('a', Buffer.from(text));
      }, text).to.throw('is not valid for the CouchDB state database');
    }
  });
});
