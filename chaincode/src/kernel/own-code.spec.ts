import { expect } from 'chai';
import { OWN_CODE, describeCode, type CodeFiles } from './own-code';

/** Files in memory, listed in the order in which they are given. */
function filesOf(content: Readonly<Record<string, string>>): CodeFiles {
  return {
    list: (folder) =>
      Object.keys(content)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    read: (path) => {
      const text = content[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return Buffer.from(text);
    },
  };
}

const PACKAGE = {
  'cc/package.json': '{"name":"cc","version":"1.2.3"}',
  'cc/dist/index.js': 'one',
  'cc/dist/shipment/life.js': 'two',
  'model/package.json': '{"name":"model","version":"1.0.0"}',
  'model/dist/index.js': 'three',
};
const describeFiles = (content: Readonly<Record<string, string>>) =>
  describeCode(filesOf(content), ['cc', 'model']);

describe('the code that a chaincode runs', () => {
  const plain = describeFiles(PACKAGE);

  it('is named by version and digest, in whatever order files are listed and wherever they are', () => {
    expect(plain?.version).to.equal('1.2.3');
    expect(plain?.digest).to.match(/^[0-9a-f]{64}$/);
    expect(describeFiles(Object.fromEntries(Object.entries(PACKAGE).reverse()))).to.deep.equal(plain);
    const moved = Object.fromEntries(Object.entries(PACKAGE).map(([path, text]) => [`/opt/${path}`, text]));
    expect(describeCode(filesOf(moved), ['/opt/cc', '/opt/model'])).to.deep.equal(plain);
  });

  it('differs by any byte, name or file of what is run, and by nothing else', () => {
    const changes = [
      { 'cc/dist/index.js': 'onE' },
      { 'model/dist/index.js': 'threE' },
      { 'cc/dist/more.js': '' },
      { 'cc/dist/index.js': 'onetwo', 'cc/dist/shipment/life.js': '' },
    ];
    const digests = [PACKAGE, ...changes.map((change) => ({ ...PACKAGE, ...change }))].map(
      (content) => describeFiles(content)?.digest,
    );
    expect(new Set(digests).size).to.equal(changes.length + 1);
    const beside = { 'cc/dist/index.d.ts': 'x', 'cc/dist/a.spec.js': 'x', 'cc/dist/testing/world.js': 'x' };
    expect(describeFiles({ ...PACKAGE, ...beside })).to.deep.equal(plain);
  });

  it('is not known where there are no such packages', () => {
    expect(describeFiles({ 'cc/dist/index.js': 'bundle' })).to.equal(undefined);
    expect(describeFiles({ ...PACKAGE, 'cc/package.json': '{}' })).to.equal(undefined);
    expect(describeFiles({ ...PACKAGE, 'cc/package.json': 'no JSON' })).to.equal(undefined);
  });

  it('is known of this package', () => {
    expect(OWN_CODE?.version).to.match(/^\d+\.\d+\.\d+/);
  });
});
