import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Symbol as Declared, Type } from 'typescript/unstable/sync' with { 'resolution-mode': 'import' };
import { root } from '../readme/sandbox';

/** What an editor shows of one name. */
export interface Hover {
  readonly name: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** What is declared as a function or method; it is an operation where it returns a promise. */
  readonly kind: 'function' | 'operation' | 'other';
}

/** What an editor shows of a name that a package exports. */
export interface ExportedName extends Hover {
  /** Those of its fields, options and methods that the package declares itself. */
  readonly members: readonly Hover[];
}

/** The declarations of packages that are built. */
export interface BuiltDeclarations {
  /** The names that the main entry of a package exports. @param location the package's folder, from the repository's */
  exportsOf(location: string): readonly ExportedName[];
  close(): Promise<void>;
}

const entryOf = (location: string): string => join(root, location, 'dist', 'index.d.ts');

/** Writes a project of the main entries of packages. @returns its file */
async function writeProject(directory: string, locations: readonly string[]): Promise<string> {
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], strict: true },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], noEmit: true },
  };
  const config = join(directory, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions, files: locations.map(entryOf) }));
  return config;
}

/** Each of the types that a union allows has members of its own. */
function formsOf(type: Type): readonly Type[] {
  return type.isUnionType() ? type.getTypes() : [type];
}

/** Reads declarations as an editor does. @param locations the packages' folders, from the repository's */
export async function readDeclarations(locations: readonly string[]): Promise<BuiltDeclarations> {
  const { API, SymbolFlags, SignatureKind } = await import('typescript/unstable/sync');
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'kontti-declarations-')));
  const config = await writeProject(directory, locations);
  const api = new API({ cwd: directory });
  const project = api.updateSnapshot({ openProject: config }).getProject(config);
  if (project === undefined) throw new Error(`${config} cannot be read`);
  const { checker, program } = project;

  const kindOf = (symbol: Declared): Hover['kind'] => {
    if ((symbol.flags & (SymbolFlags.Function | SymbolFlags.Method)) === 0) return 'other';
    const type = checker.getTypeOfSymbol(symbol);
    const [call] = type === undefined ? [] : checker.getSignaturesOfType(type, SignatureKind.Call);
    const result = call && checker.getReturnTypeOfSignature(call);
    return result?.getSymbol()?.name === 'Promise' ? 'operation' : 'function';
  };

  const hoverOf = (symbol: Declared, name: string): Hover => ({
    name,
    text: symbol.getDocumentationComment(checker).trim(),
    tags: symbol.getJsDocTags(checker).map((tag) => tag.name),
    kind: kindOf(symbol),
  });

  return {
    exportsOf(location) {
      const source = program.getSourceFile(entryOf(location));
      const index = source && checker.getSymbolAtLocation(source);
      if (index === undefined) throw new Error(`${entryOf(location)} cannot be read`);
      const isOwn = ({ declarations }: Declared): boolean =>
        declarations.some(({ path }) => path.includes(`/${location}/dist/`));
      return checker
        .getExportsOfModule(index)
        .map((each) => ((each.flags & SymbolFlags.Alias) === 0 ? each : checker.getAliasedSymbol(each)))
        .map((each) => ({
          ...hoverOf(each, each.name),
          members: formsOf(checker.getDeclaredTypeOfSymbol(each))
            .flatMap((form) => checker.getPropertiesOfType(form))
            .filter(isOwn)
            .map((member) => hoverOf(member, `${each.name}.${member.name}`)),
        }));
    },
    async close() {
      api.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
