import { expect } from 'chai';
import { filesToIndexes } from './package-indexes';

const folder = 'META-INF/statedb/couchdb/indexes';

function read(...texts: readonly string[]) {
  const files = texts.map((text, index) => [`${folder}/${index}.json`, Buffer.from(text)] as const);
  return filesToIndexes(new Map(files), undefined);
}

describe('indexes of a package', () => {
  it('are those that CouchDB takes; of the others it is said why not', () => {
    const good = '{"index":{"fields":["v",{"n":"asc"}]},"ddoc":"_design/d","name":"i","type":"json"}';
    const { indexes, refused } = read(
      good,
      '{"index":{"fields":[{"v":"asc"},{"n":"desc"}]},"name":"mixed"}',
      '{"index":{"fields":["v"]},"type":"text"}',
      '{"index":{"fields":["v"]},"other":1}',
      '{"index":{"fields":["v"],"other":1}}',
      '{"index":{"fields":[{"v":"DESC"}]}}',
      '{"index":{"fields":["v"]},"name":""}',
      '{"index":{"fields":["v"],"partial_filter_selector":{"v":{"$bad":1}}}}',
      'no JSON',
    );
    expect(
      indexes.map(({ designDocument, name, fields }) => ({ designDocument, name, fields })),
    ).to.deep.equal([{ designDocument: 'd', name: 'i', fields: ['v', 'n'] }]);
    expect(refused.map(({ file }) => file)).to.deep.equal(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `${folder}/${number}.json`),
    );
    expect(refused[0]?.reason).to.include('single direction');
  });

  it('take the place of earlier ones with their name', () => {
    const { indexes } = read(
      '{"index":{"fields":["v"]},"ddoc":"d","name":"i"}',
      '{"index":{"fields":["n"]},"ddoc":"d","name":"i"}',
    );
    expect(indexes.map(({ fields }) => fields)).to.deep.equal([['n']]);
  });
});
