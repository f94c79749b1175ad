import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, readPublicPackages } from '../packages/public-packages';
import { measureInstalled } from './installed-size';
import { addNodeTypes, compilers, createProject, type Packed } from './project';
import { runQuickstart } from './quickstart';

const sdk = '@kontti/client-sdk';
/** What the SDK brings into a project. */
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

/** Installs a package alone, loads it both ways and compiles against its types in each way of resolving. */
async function checkPackage(packed: Packed, name: string): Promise<void> {
  const project = await createProject(packed, name);
  try {
    await project.run(`node -e "require('${name}')"`);
    await project.run(`node --input-type=module -e "import '${name}'"`);
    await addNodeTypes(project);
    const content = `import * as everything from '${name}';\nexport const names = Object.keys(everything);\n`;
    for (const path of ['a.mts', 'a.cts', 'a.ts']) await project.write({ path, content });
    await project.run(`${compilers.nodenext} --noEmit a.mts a.cts`);
    await project.run(`${compilers.bundler} --noEmit a.ts`);
    say(`${name}: loads and compiles as ECMAScript module, as CommonJS and for bundlers`);
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
    for (const name of names) await checkPackage(packed, name);
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
