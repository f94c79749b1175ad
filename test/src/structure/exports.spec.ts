import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');

interface Manifest {
  readonly name: string;
}

const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly workspaces: readonly string[];
};
const sources = new Map(
  workspaces.map((folder) => {
    const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    return [name, join(root, folder, 'src')];
  }),
);

/** By file, from the root: its text. */
const texts = new Map(
  [...sources.values()].flatMap((source) =>
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [join(source, path), readFileSync(join(source, path), 'utf8')] as const),
  ),
);

/** What mocha and the chaincode's shim look for in the files that they load. */
const KNOWN_OUTSIDE = ['mochaHooks', 'contracts'];

const declared =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
const named = /(?:^|\n)(?:import|export)\b([^;'"]*?)from\s*['"]([^'"]+)['"]/g;
const inline = /import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The source file that an import leads to; undefined for what is not of this repository. */
function findFile(file: string, specifier: string): string | undefined {
  const [, name = '', rest = 'index'] = /^((?:@[\w-]+\/)?[\w-]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const source = sources.get(name);
  const path = specifier.startsWith('.')
    ? join(dirname(file), specifier)
    : source && join(source, rest.replace(/^dist\//, ''));
  if (path === undefined) return undefined;
  return [`${path.replace(/\.js$/, '')}.ts`, join(path, 'index.ts')].find((each) => texts.has(each));
}

/** By file: the names that others import from it, `*` for all. */
function namesInUse(): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map<string, Set<string>>();
  const use = (file: string | undefined, names: readonly string[]): void => {
    if (file === undefined) return;
    const known = used.get(file) ?? new Set();
    used.set(file, known);
    for (const name of names) known.add(name);
  };
  for (const [file, text] of texts) {
    for (const [, clause = '', specifier = ''] of text.matchAll(named)) {
      const list = /\{([^}]*)\}/.exec(clause)?.[1]?.split(',') ?? [];
      const names = list.map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*$/s, ''),
      );
      use(findFile(file, specifier), clause.includes('*') ? ['*'] : names);
    }
    for (const [, specifier = ''] of text.matchAll(inline)) use(findFile(file, specifier), ['*']);
  }
  return used;
}

describe('exports', () => {
  it('are of names that another file imports, or that a package gives away', () => {
    const used = namesInUse();
    const unused = [...texts].flatMap(([file, text]) => {
      const names = used.get(file) ?? new Set();
      if (names.has('*') || file.endsWith('/index.ts')) return [];
      return [...text.matchAll(declared)]
        .map(([, name = '']) => name)
        .filter((name) => !names.has(name) && !KNOWN_OUTSIDE.includes(name))
        .map((name) => `${relative(root, file)}: ${name}`);
    });
    expect(unused).to.deep.equal([]);
  });
});
