import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../readme/sandbox';
import { checkPackage } from './check-package';
import { packPackages, readPublicPackages } from './public-packages';

/** Packs every package and says what would be wrong with it where it is installed. @returns the number of faults */
async function main(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'kontti-packed-'));
  try {
    const packages = await readPublicPackages();
    const archives = await packPackages(packages, directory);
    let count = 0;
    for (const { name, location } of packages) {
      const faults = await checkPackage(archives.get(name) ?? '', join(root, location, 'src'));
      count += faults.length;
      process.stdout.write(
        [`${name}: ${faults.length === 0 ? 'ready to publish' : ''}`, ...faults].join('\n  ') + '\n',
      );
    }
    return count;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

main().then(
  (count) => {
    process.exitCode = count === 0 ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
