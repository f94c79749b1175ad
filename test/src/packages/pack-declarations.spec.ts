import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { root } from '../readme/sandbox';

const script = join(root, 'scripts', 'pack', 'declarations.mjs');

describe('the declarations of a packed package', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-declarations-'));
    await writeFile(join(directory, 'package.json'), '{ "types": "dist/index.d.ts" }');
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, 'dist', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }

  const run = () => promisify(execFile)(process.execPath, [script], { cwd: directory });

  it('are those that its public types lead to, in whatever form they are imported', async () => {
    await write({
      'index.d.ts': `export { a } from './a';\nexport type * from "./room";`,
      'a.d.ts': `import type { B } from './room/b';\nexport declare const a: import("./room/c").C<B>;`,
      'room/index.d.ts': `export { d } from '../d';\nimport { X } from 'elsewhere';`,
      ...{ 'room/b.d.ts': `import './../a';`, 'room/c.d.ts': '', 'd.d.ts': '', 'within.d.ts': '' },
      ...{ 'room/within.d.ts': `import '../a';`, 'within.js': '', 'a.js': '' },
    });
    await run();
    const left = await readdir(join(directory, 'dist'), { recursive: true });
    expect(left.map((path) => path.replaceAll('\\', '/')).toSorted()).to.deep.equal([
      ...['a.d.ts', 'a.js', 'd.d.ts', 'index.d.ts', 'room', 'room/b.d.ts', 'room/c.d.ts', 'room/index.d.ts'],
      'within.js',
    ]);
  });

  it('are left as they are where one is missing', async () => {
    await write({ 'index.d.ts': `export { a } from './a';`, 'within.d.ts': '' });
    const failure: unknown = await run().catch((error: unknown) => error);
    expect(String(failure)).to.include('imports ./a, which is not there');
    expect(await readdir(join(directory, 'dist'))).to.have.length(2);
  });
});
