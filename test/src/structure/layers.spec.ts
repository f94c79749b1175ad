import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { listedRooms } from './listed-rooms';
import { readImports, roomOf, type Import } from './read-imports';

const root = join(__dirname, '..', '..', '..');

/** By package: the packages of this repository that it may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  chaincode: ['@kontti/model'],
  'client-sdk': ['@kontti/model'],
  store: ['@kontti/model', '@kontti/client-sdk'],
  // What stores it uses in its specs alone.
  readings: ['@kontti/client-sdk', '@kontti/store'],
  'network/protocol': [],
  'network/admin': ['@kontti/fabric-protocol'],
  'network/devnet': ['@kontti/fabric-protocol', '@kontti/fabric-admin'],
  'network/runner': ['@kontti/fabric-protocol', '@kontti/fabric-admin'],
  'network/cli': [
    '@kontti/fabric-protocol',
    '@kontti/fabric-admin',
    '@kontti/devnet',
    '@kontti/fabric-runner',
    '@kontti/client-sdk',
    '@kontti/store',
    '@kontti/readings',
  ],
};

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

const folders = [...Object.keys(allowed), 'examples/businesses', 'scripts', 'test'];
const own = new Set(folders.map((folder) => readManifest(folder).name));
const importsOf = new Map(folders.map((folder) => [folder, readImports(join(root, folder, 'src'))]));

function foldersOf(path: string): readonly string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

const isInner = ({ file }: Import): boolean => !/\.spec\.ts$|(^|\/)testing\//.test(file);

/** Rooms by the rooms that they import, without specs. */
function roomsOf(folder: string): ReadonlyMap<string, ReadonlySet<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const each of (importsOf.get(folder) ?? []).filter(isInner)) {
    if (each.target === undefined) continue;
    const [from, to] = [roomOf(each.file), roomOf(each.target)];
    if (from !== to) rooms.set(from, (rooms.get(from) ?? new Set()).add(to));
  }
  return rooms;
}

/** What a room reaches by imports of imports. */
function reachOf(room: string, rooms: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [room];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const to of rooms.get(next) ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}

/** A room is a folder; what is in none is a file beside the rooms. */
const isRoom = (name: string): boolean => !name.endsWith('.ts');

/** By room, the other rooms that it imports, itself or through files beside the rooms. */
function importedRooms(folder: string): ReadonlyMap<string, readonly string[]> {
  const rooms = roomsOf(folder);
  const loose = new Map([...rooms].filter(([name]) => !isRoom(name)));
  return new Map(
    [...rooms]
      .filter(([name]) => isRoom(name))
      .map(([name, targets]) => {
        const reached = [...targets].flatMap((to) => [to, ...reachOf(to, loose)]);
        return [name, [...new Set(reached)].filter((to) => isRoom(to) && to !== name)];
      }),
  );
}

/** Lines of sources by what they are counted for, largest first. */
function largest(counted: (folder: string, file: string) => string): string {
  const lines = new Map<string, number>();
  for (const folder of Object.keys(allowed)) {
    const source = join(root, folder, 'src');
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const name = counted(folder, file);
      lines.set(name, (lines.get(name) ?? 0) + readFileSync(join(source, file), 'utf8').split('\n').length);
    }
  }
  const sorted = [...lines].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  return sorted.map(([name, count]) => `${name} ${count} lines`).join(', ');
}

describe('layers', () => {
  after(() => {
    console.log(`    largest packages: ${largest((folder) => folder)}`);
    console.log(`    largest rooms: ${largest((folder, file) => `${folder}/${roomOf(file)}`)}`);
  });

  it('packages import those that are below them, and say so in their manifest', () => {
    const wrong = Object.keys(allowed).flatMap((folder) => {
      const { name, dependencies = {}, devDependencies = {} } = readManifest(folder);
      return (importsOf.get(folder) ?? []).flatMap(({ file, specifier }) => {
        const to = packageOf(specifier);
        if (!own.has(to)) return [];
        const isDeclared = to in dependencies || to in devDependencies;
        return allowed[folder]?.includes(to) && isDeclared ? [] : [`${name} ${file}: ${specifier}`];
      });
    });
    expect(wrong).to.deep.equal([]);
  });

  it('packages reach into one another by their exports alone', () => {
    const wrong = folders.flatMap((folder) =>
      (importsOf.get(folder) ?? [])
        .filter(({ specifier }) => own.has(packageOf(specifier)) && specifier.includes('/dist/'))
        .map(({ file, specifier }) => `${folder}/src/${file}: ${specifier}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('every package of network/ has exports, and its rooms are folders of them', () => {
    for (const folder of folders.filter((each) => each.startsWith('network/'))) {
      const { exports = {} } = readManifest(folder);
      const rooms = readdirSync(join(root, folder, 'src')).map((name) => name.replace(/\.ts$/, ''));
      const named = Object.keys(exports).map((key) => key.replace(/^\.\/?/, '').replace(/\/\*$/, ''));
      const wrong = named.filter(
        (name) => !['', 'package.json', 'clean-protobuf-globals', ...rooms].includes(name),
      );
      expect(wrong, folder).to.deep.equal([]);
    }
  });

  it('every room of network/ that has an index is used by another package', () => {
    const used = new Set(
      folders.flatMap((folder) => (importsOf.get(folder) ?? []).map(({ specifier }) => specifier)),
    );
    const unused = folders
      .filter((folder) => folder.startsWith('network/'))
      .flatMap((folder) =>
        foldersOf(join(root, folder, 'src'))
          .filter((room) => existsSync(join(root, folder, 'src', room, 'index.ts')))
          .map((room) => `${readManifest(folder).name}/${room}`),
      )
      .filter((specifier) => !used.has(specifier));
    expect(unused).to.deep.equal([]);
  });

  it('rooms import those that ARCHITECTURE.md lists above them', () => {
    const order = listedRooms();
    const wrong = Object.keys(allowed).flatMap((folder) => {
      const placeOf = (room: string): number => order.indexOf(`${folder}/${room}`);
      return [...importedRooms(folder)].flatMap(([from, targets]) =>
        targets
          .filter((to) => !(placeOf(to) < placeOf(from) && placeOf(to) >= 0))
          .map((to) => `${folder}: ${from} imports ${to}`),
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it('what parses certificates loads the polyfill that this needs, whatever is loaded before', () => {
    const wrong = folders.flatMap((folder) => {
      const inner = (importsOf.get(folder) ?? []).filter(isInner);
      const importers = inner.filter(({ specifier }) => specifier === '@peculiar/x509');
      const polyfilled = inner
        .filter(({ specifier }) => specifier === 'reflect-metadata')
        .map(({ file }) => file);
      return importers
        .map(({ file }) => file)
        .filter((file) => !polyfilled.includes(file))
        .map((file) => `${folder}: ${file}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it('no rooms import one another, neither values nor types', () => {
    const cycles = folders.flatMap((folder) => {
      const rooms = roomsOf(folder);
      const reach = new Map([...rooms.keys()].map((room) => [room, reachOf(room, rooms)]));
      const inCycle = [...rooms.keys()].filter((room) => reach.get(room)?.has(room));
      const groups = inCycle.map((room) =>
        inCycle.filter((other) => reach.get(room)?.has(other) && reach.get(other)?.has(room)),
      );
      return [...new Set(groups.map((group) => `${folder}: ${group.toSorted().join(', ')}`))];
    });
    expect(cycles).to.deep.equal([]);
  });
});
