import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ArchiveFiles } from './archive';
import { isFile } from '../data-files/is-there';
import { npmLimits, packageLimits } from './limits';
import { packageInvalid } from './package-invalid';
import { programEnvironment } from './program-environment';

/** npm's program: it comes with Node, and a link in the PATH leads to it otherwise. */
export async function findNpm(): Promise<string> {
  const cli = join('npm', 'bin', 'npm-cli.js');
  const besideNode = dirname(process.execPath);
  const linked = await Promise.all(
    (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((folder) => realpath(join(folder, 'npm')).catch(() => '')),
  );
  const candidates = [
    join(besideNode, 'node_modules', cli),
    join(besideNode, '..', 'lib', 'node_modules', cli),
    ...linked.filter((path) => path.endsWith('npm-cli.js')),
  ];
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  throw packageInvalid('npm was not found: it says which files belong to a package. Install Node with npm.');
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const npm = await findNpm();
  const args = [npm, 'pack', '--json', '--dry-run', '--ignore-scripts', '--loglevel=error'];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: programEnvironment(),
      timeout: npmLimits.timeoutMs,
      maxBuffer: npmLimits.outputBytesMax,
      windowsHide: true,
    });
    const [packed] = JSON.parse(stdout) as readonly {
      readonly files: readonly { readonly path: string }[];
    }[];
    return (packed?.files ?? []).map(({ path }) => path);
  } catch (cause) {
    throw packageInvalid(
      `npm cannot say which files belong to the package in ${folder}: try "npm pack" there.`,
      cause,
    );
  }
}

/** The files that npm would publish from a folder, by name. @throws NetworkError PACKAGE_INVALID */
export async function readNpmFiles(folder: string): Promise<ArchiveFiles> {
  const names = await listFiles(folder);
  if (names.length > packageLimits.packageEntriesMax) {
    throw packageInvalid(`The package in ${folder} has more than ${packageLimits.packageEntriesMax} files.`);
  }
  const files = new Map<string, Uint8Array>();
  for (const name of names.toSorted()) files.set(name, await readFile(join(folder, name)));
  return files;
}
