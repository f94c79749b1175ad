import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FACT_TYPES } from '@kontti/model';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');
const SUBJECTS = ['company', 'transport', 'shipment', 'reading', 'loyalty', 'lot', 'product', 'record'];

/** What of the packages is neither a spec nor shared by specs. */
function sources(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const packages = /^(?:model|chaincode|client-sdk|network\/\w+)\/src\/.*\.ts$/;
  return listed
    .split('\0')
    .filter(
      (path) => packages.test(path) && !/\.spec\.ts$|\/testing\//.test(path) && existsSync(join(root, path)),
    );
}

/** Readings prove themselves by bytes that a device signed: what they mean as events is computed beside the proof of facts. */
const KNOWN: readonly string[] = ['client-sdk/src/events/readings.ts'];

/** The folders, as `<package>/<room>`, whose sources name a type of fact. */
function foldersThatName(type: string, files: readonly string[]): readonly string[] {
  const naming = files.filter(
    (path) => !KNOWN.includes(path) && readFileSync(join(root, path), 'utf8').includes(`'${type}'`),
  );
  return [...new Set(naming.map((path) => /^(.*)\/src\/([^/]+)/.exec(path)?.slice(1).join('/') ?? path))];
}

describe('a type of fact', () => {
  const files = sources();

  it('is named in the folders of one subject alone, at most one a package', () => {
    for (const type of FACT_TYPES) {
      const folders = foldersThatName(type, files);
      const [, subject = ''] = folders[0]?.split('/') ?? [];
      expect(SUBJECTS, type).to.include(subject);
      expect(
        folders.filter((folder) => folder.split('/')[1] !== subject),
        type,
      ).to.deep.equal([]);
    }
  });

  it('is listed once, with its subject: transport.updated touches nothing but transport', () => {
    const folders = foldersThatName('transport.updated', files);
    expect(folders).to.include('model/transport');
    expect(folders.every((folder) => /^(?:model|chaincode|client-sdk)\/transport$/.test(folder))).to.equal(
      true,
    );
    const subjects = readFileSync(join(root, 'model', 'src', 'subjects.ts'), 'utf8');
    expect(subjects.match(/TRANSPORT_FACTS/g)).to.have.length(2);
  });

  it('belongs to a subject that has a folder of the same name in model, chaincode and client', () => {
    for (const subject of SUBJECTS) {
      for (const name of ['model', 'chaincode', 'client-sdk']) {
        expect(existsSync(join(root, name, 'src', subject)), `${name}/src/${subject}`).to.equal(true);
      }
    }
  });
});
