import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicPackage } from '../packages/public-packages';
import { createEmptySandbox, root, type Sandbox } from '../readme/sandbox';

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Readonly<Record<string, string>>;
};
/** Node's own types are the only ones that a consumer is asked to bring. */
const nodeTypes = `@types/node@${devDependencies['@types/node'] ?? ''}`;
const install = 'npm install --prefer-offline --no-offline --no-audit --no-fund --loglevel=error';

/** The packed packages, by name. */
export interface Packed {
  readonly packages: readonly PublicPackage[];
  readonly archives: ReadonlyMap<string, string>;
}

/** The archives of packages and of those of this repository that they depend on. */
function archivesOf({ packages, archives }: Packed, names: readonly string[]): readonly string[] {
  const wanted = new Set(names);
  // A set is walked with what is added meanwhile.
  for (const name of wanted) {
    const { dependencies = {} } = packages.find((each) => each.name === name) ?? {};
    for (const dependency of Object.keys(dependencies)) if (archives.has(dependency)) wanted.add(dependency);
  }
  return [...wanted].map((name) => archives.get(name) ?? '');
}

/** An empty project in which packages are installed as their consumers install them. Compiled code of others is not built. */
export async function createProject(packed: Packed, ...names: string[]): Promise<Sandbox> {
  const project = await createEmptySandbox();
  await project.write({ path: 'package.json', content: '{ "private": true }\n' });
  const archives = archivesOf(packed, names).map((path) => JSON.stringify(path));
  await project.run(`${install} --ignore-scripts ${archives.join(' ')}`);
  return project;
}

/** Adds Node's types, without which no program for Node is compiled. */
export async function addNodeTypes(project: Sandbox): Promise<void> {
  await project.run(`${install} --save-dev --ignore-scripts ${nodeTypes}`);
}

/** How consumers' compilers resolve packages, without looking away from faults in types. */
export const compilers = {
  nodenext: 'tsc --ignoreConfig --strict --skipLibCheck false --types node --target es2022 --module nodenext',
  bundler:
    'tsc --ignoreConfig --strict --skipLibCheck false --types node --target es2022 --module preserve --moduleResolution bundler',
} as const;
