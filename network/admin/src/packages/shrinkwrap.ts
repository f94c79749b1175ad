import { packageInvalid } from './package-invalid';
import { resolveDependency, type LockEntry, type Lockfile } from './lockfile';
import { textRecord } from './manifest';

/** A package that is in a folder beside the chaincode, and not in a registry. */
export interface LinkedPackage {
  readonly name: string;
  /** Its folder, from the lockfile's. */
  readonly folder: string;
}

/** The packages that a chaincode needs to run, placed anew below its own folder. */
interface Shrinkwrap {
  readonly packages: ReadonlyMap<string, LockEntry>;
  readonly linked: readonly LinkedPackage[];
}

interface Placed {
  /** Where its own dependencies are looked for in the old lockfile. */
  readonly from: string;
  readonly entry: LockEntry;
  readonly linked: LinkedPackage | undefined;
}

/** What says how a package came into the old tree, not what it is. */
const treeFields = [
  'dev',
  'devOptional',
  'extraneous',
  'link',
  'optional',
  'peer',
  'devDependencies',
  'workspaces',
];

interface Dependency {
  readonly name: string;
  readonly isOptional: boolean;
}

function dependenciesOf(entry: LockEntry): readonly Dependency[] {
  const optional = Object.keys(textRecord(entry['optionalDependencies']));
  const meta = (entry['peerDependenciesMeta'] ?? {}) as Readonly<Record<string, { optional?: boolean }>>;
  const required = [
    ...Object.keys(textRecord(entry['dependencies'])),
    ...Object.keys(textRecord(entry['peerDependencies'])).filter((name) => meta[name]?.optional !== true),
  ];
  return [
    ...required.filter((name) => !optional.includes(name)).map((name) => ({ name, isOptional: false })),
    ...optional.map((name) => ({ name, isOptional: true })),
  ];
}

function find(lockfile: Lockfile, from: string, name: string): Placed | undefined {
  const location = resolveDependency(lockfile.packages, { from, name });
  const entry = location === undefined ? undefined : lockfile.packages.get(location);
  if (location === undefined || entry === undefined) return undefined;
  if (entry['link'] !== true) return { from: location, entry, linked: undefined };
  const folder = String(entry['resolved']);
  return { from: folder, entry: lockfile.packages.get(folder) ?? {}, linked: { name, folder } };
}

function withoutTreeFields(entry: LockEntry): LockEntry {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => !treeFields.includes(field)));
}

/** Each package as near to the root as the versions allow, the direct ones first. */
function place(lockfile: Lockfile): ReadonlyMap<string, Placed> {
  const placed = new Map<string, Placed>();
  const queue: { readonly at: string; readonly from: string; readonly entry: LockEntry }[] = [
    { at: '', from: lockfile.location, entry: lockfile.packages.get(lockfile.location) ?? {} },
  ];
  for (const { at, from, entry } of queue) {
    for (const { name, isOptional } of dependenciesOf(entry)) {
      const wanted = find(lockfile, from, name);
      if (wanted === undefined) {
        if (isOptional) continue;
        throw packageInvalid(`The lockfile in ${lockfile.root} lacks ${name}: run "npm install" there.`);
      }
      const seen = resolveDependency(placed, { from: at, name });
      if (seen !== undefined && placed.get(seen)?.from === wanted.from) continue;
      const own = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
      const location = seen === undefined && wanted.entry['inBundle'] !== true ? `node_modules/${name}` : own;
      placed.set(location, wanted);
      queue.push({ at: location, from: wanted.from, entry: wanted.entry });
    }
  }
  return placed;
}

/** A package that was placed late may be between one that was placed early and what it found. */
function checkPlaces(lockfile: Lockfile, placed: ReadonlyMap<string, Placed>): void {
  for (const [at, { from, entry }] of placed) {
    for (const { name } of dependenciesOf(entry)) {
      const wanted = find(lockfile, from, name);
      const seen = resolveDependency(placed, { from: at, name });
      if (wanted === undefined || placed.get(seen ?? '')?.from === wanted.from) continue;
      throw packageInvalid(
        `Two versions of ${name} are in each other's way: run "npm dedupe" in ${lockfile.root}.`,
      );
    }
  }
}

/** The locations without which the chaincode does not run. */
function requiredLocations(root: LockEntry, placed: ReadonlyMap<string, Placed>): ReadonlySet<string> {
  const required = new Set<string>();
  const queue: (readonly [at: string, entry: LockEntry])[] = [['', root]];
  for (const [at, entry] of queue) {
    for (const { name, isOptional } of dependenciesOf(entry)) {
      const location = isOptional ? undefined : resolveDependency(placed, { from: at, name });
      if (location === undefined || required.has(location)) continue;
      required.add(location);
      queue.push([location, placed.get(location)?.entry ?? {}]);
    }
  }
  return required;
}

/**
 * What a lockfile says of a chaincode's dependencies, as if its folder was alone: the same versions and digests, without
 * what only developers need. @throws NetworkError PACKAGE_INVALID
 */
export function createShrinkwrap(lockfile: Lockfile): Shrinkwrap {
  const placed = place(lockfile);
  checkPlaces(lockfile, placed);
  const required = requiredLocations(lockfile.packages.get(lockfile.location) ?? {}, placed);
  const sorted = [...placed].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const packages = new Map<string, LockEntry>(
    sorted.map(([location, { entry }]) => [
      location,
      { ...withoutTreeFields(entry), ...(required.has(location) ? {} : { optional: true }) },
    ]),
  );
  const linked = sorted.flatMap(([location, { linked: found }]) => {
    if (found === undefined) return [];
    if (location !== `node_modules/${found.name}`) {
      throw packageInvalid(`${found.name} is needed in two versions.`);
    }
    return [found];
  });
  return { packages, linked };
}
