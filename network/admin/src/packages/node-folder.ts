import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { writeArchive, type ArchiveFiles } from './archive';
import { writePackageFile } from './package-file';
import { packageInvalid } from './package-invalid';
import { readStateDatabaseFiles } from './state-database-files';
import { findLockfile } from './lockfile';
import { readManifest, shippedManifest } from './manifest';
import { readNpmFiles } from './npm-files';
import { createShrinkwrap, type LinkedPackage } from './shrinkwrap';

const manifestFile = 'package.json';
const shrinkwrapFile = 'npm-shrinkwrap.json';
const lockfileVersion = 3;
const stateDatabaseFolder = 'META-INF/statedb/';

function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}

interface Vendored {
  readonly name: string;
  /** Relative to the chaincode's folder. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A linked package as npm would pack it, the same bytes each time. */
async function vendor(root: string, { name, folder }: LinkedPackage): Promise<Vendored> {
  const path = join(root, folder);
  const manifest = await readManifest(join(path, manifestFile));
  const files = new Map(await readNpmFiles(path));
  files.set(manifestFile, toJson(shippedManifest(manifest, manifest.dependencies)));
  const bytes = await writeArchive(
    new Map([...files].map(([file, content]) => [`package/${file}`, content])),
  );
  const stem = name.replace(/^@/, '').replace('/', '-');
  return { name, file: `vendor/${stem}-${manifest.version}.tgz`, bytes };
}

function vendoredEntry({ file, bytes }: Vendored): Readonly<Record<string, string>> {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  return { resolved: `file:${file}`, integrity };
}

/**
 * A chaincode's folder as peers and Docker can build it alone: what npm would publish, the exact versions of everything that it
 * needs in `npm-shrinkwrap.json`, and packages that are beside it, such as those of a workspace, as archives in `vendor/`.
 * @throws NetworkError PACKAGE_INVALID
 */
export async function readNodeFolder(path: string): Promise<ArchiveFiles> {
  const folder = resolve(path);
  const manifest = await readManifest(join(folder, manifestFile));
  const files = new Map(await readNpmFiles(folder));
  const { main: named } = manifest.json;
  const main = (typeof named === 'string' ? named : 'index.js').replace(/^\.\//, '');
  if (!files.has(main)) {
    throw packageInvalid(
      `The chaincode in ${folder} has no ${main} among the files that npm packs: compile it first.`,
    );
  }
  const lockfile = await findLockfile(folder);
  const { packages, linked } = createShrinkwrap(lockfile);
  const vendored = await Promise.all(linked.map((found) => vendor(lockfile.root, found)));
  const dependencies = {
    ...manifest.dependencies,
    ...Object.fromEntries(
      vendored
        .filter(({ name }) => manifest.dependencies[name] !== undefined)
        .map(({ name, file }) => [name, `file:${file}`]),
    ),
  };
  const locked = new Map(packages);
  for (const found of vendored) {
    const location = `node_modules/${found.name}`;
    locked.set(location, { ...locked.get(location), ...vendoredEntry(found) });
    files.set(found.file, found.bytes);
  }
  const { name, version } = manifest;
  const shipped = shippedManifest(manifest, dependencies);
  const { optionalDependencies, peerDependencies, engines, license } = shipped;
  const root = { name, version, license, dependencies, optionalDependencies, peerDependencies, engines };
  files.set(manifestFile, toJson(shipped));
  files.set(
    shrinkwrapFile,
    toJson({
      name,
      version,
      lockfileVersion,
      requires: true,
      packages: { '': root, ...Object.fromEntries(locked) },
    }),
  );
  for (const [file, bytes] of await readStateDatabaseFiles(folder)) files.set(file, bytes);
  return new Map([...files].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Packages a Node chaincode for peers that build it themselves, laid out as `peer lifecycle chaincode package --lang node` does.
 * The same files always give the same bytes.
 * @example
 * // readNodeFolder is exported by '@kontti/fabric-admin/packages'
 * const { bytes } = await packageNodeChaincode({ label: 'basic_1.0', files: await readNodeFolder('chaincode') });
 * @throws NetworkError PACKAGE_INVALID
 */
export async function packageNodeChaincode(options: {
  label: string;
  files: ArchiveFiles;
}): Promise<{ packageId: string; bytes: Uint8Array }> {
  const code = [...options.files].map(
    ([file, bytes]) => [file.startsWith(stateDatabaseFolder) ? file : `src/${file}`, bytes] as const,
  );
  return writePackageFile({
    metadata: { path: '', type: 'node', label: options.label },
    code: new Map(code),
  });
}
