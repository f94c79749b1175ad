import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, readPublicPackages, type PublicPackage } from '../packages/public-packages';
import { measureInstalled } from './installed-size';
import { addNodeTypes, compilers, createProject, type Packed } from './project';
import { runQuickstart } from './quickstart';

const sdk = '@kontti/client-sdk';
/** What the SDK brings into a project: 24 MB of others, and 4 MB of its own and the model, which come without source maps, comments in JavaScript and declarations that no public type leads to for that. */
const sdkLimits = { packagesMax: 44, diskBytesMax: 28 * 2 ** 20 };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function checkSize(packed: Packed): Promise<void> {
  const project = await createProject(packed, sdk);
  try {
    const { packages, bytes, diskBytes } = await measureInstalled(project.directory);
    const [own, disk] = [bytes, diskBytes].map((count) => (count / 2 ** 20).toFixed(1));
    say(`${sdk} installs ${packages} packages, ${disk} MB on disk, ${own} MB of bytes`);
    if (packages > sdkLimits.packagesMax || diskBytes > sdkLimits.diskBytesMax) {
      throw new Error(
        `${sdk} may install ${sdkLimits.packagesMax} packages, ${sdkLimits.diskBytesMax} bytes on disk`,
      );
    }
  } finally {
    await project.remove();
  }
}

/** What can be imported from a package. */
function entriesOf({ name, exports }: PublicPackage): readonly string[] {
  const paths = Object.keys(exports).filter((path) => !/^\.\/(testing\/\*|package\.json)$/.test(path));
  return paths.map((path) => `${name}${path.slice(1)}`);
}

/** Installs a package alone, loads it both ways and compiles against its types in each way of resolving. */
async function checkPackage(packed: Packed, published: PublicPackage): Promise<void> {
  const { name } = published;
  const project = await createProject(packed, name);
  try {
    await addNodeTypes(project);
    const entries = entriesOf(published).map((entry) => JSON.stringify(entry));
    const required = entries.map((entry) => `require(${entry});`).join('\n');
    const imported = entries.map((entry) => `import ${entry};`).join('\n');
    const typed = entries
      .map((entry, index) => `export type E${index} = keyof typeof import(${entry});\n`)
      .join('');
    for (const path of ['a.mts', 'a.cts', 'a.ts']) await project.write({ path, content: typed });
    await project.write({ path: 'required.cjs', content: required });
    await project.write({ path: 'imported.mjs', content: imported });
    await project.run('node required.cjs');
    await project.run('node imported.mjs');
    await project.run(`${compilers.nodenext} --noEmit a.mts a.cts`);
    await project.run(`${compilers.bundler} --noEmit a.ts`);
    say(
      `${name} (${entries.length} entries): loads and compiles as ECMAScript module, as CommonJS and for bundlers`,
    );
  } finally {
    await project.remove();
  }
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kontti-packed-'));
  try {
    const packages = await readPublicPackages();
    const packed = { packages, archives: await packPackages(packages, directory) };
    const names = packages.map(({ name }) => name);
    await checkSize(packed);
    for (const each of packages) await checkPackage(packed, each);
    const project = await createProject(packed, ...names);
    try {
      await addNodeTypes(project);
      await runQuickstart(project, say);
    } finally {
      await project.remove();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
