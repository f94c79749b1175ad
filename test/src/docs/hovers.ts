import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { API, Checker, Signature, Symbol as Declared, Type } from 'typescript/unstable/sync' with {
  'resolution-mode': 'import',
};

const root = join(__dirname, '..', '..', '..');

/** TypeScript's kind of signatures that are called, and its flags. */
const CALL = 0;
const METHOD = 8192;
const ALIAS = 2_097_152;

/** What an editor shows of one name. */
export interface Hover {
  readonly name: string;
  readonly text: string;
  /** Names of the tags, such as `example`. */
  readonly tags: readonly string[];
  /** The codes that its tags `throws` name. */
  readonly codes: readonly string[];
}

/** What an editor shows of something to call. */
export interface OperationHover extends Hover {
  /** False for what is called with nothing, and so has nothing to refuse. */
  readonly takesRequest: boolean;
}

/** What an editor shows of a member. */
interface MemberHover extends Hover {
  /** Whether it is a method that callers are given, and not one that they write. */
  readonly isMethodToCall: boolean;
}

/** What an editor shows of a package. */
export interface Hovers {
  /** What the package exports. */
  readonly exports: readonly Hover[];
  /** Members of all types that exports lead to: by members, parameters, results and type arguments. */
  readonly members: readonly MemberHover[];
  /** What is called of an exported type: its methods, and those of its properties. */
  operationsOf(name: string): readonly OperationHover[];
  close(): Promise<void>;
}

/** Reads built declarations as an editor does. */
export async function openHovers(built: string): Promise<Hovers> {
  const { API: Api } = await import('typescript/unstable/sync');
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'kontti-hover-')));
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], strict: true },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], noEmit: true },
  };
  const config = join(directory, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions, files: [built] }));
  const api = new Api({ cwd: directory });
  const close = async (): Promise<void> => {
    api.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return { ...read(api, config, built), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function read(api: API, config: string, built: string): Omit<Hovers, 'close'> {
  const project = api.updateSnapshot({ openProject: config }).getProject(config);
  const source = project?.program.getSourceFile(built);
  const index = source && project?.checker.getSymbolAtLocation(source);
  if (project === undefined || index === undefined) throw new Error(`${built} cannot be read`);
  const { checker } = project;
  const exported = checker
    .getExportsOfModule(index)
    .map((each) => ((each.flags & ALIAS) === 0 ? each : checker.getAliasedSymbol(each)));
  const walk = new Walk(checker);
  for (const each of exported) walk.visitExport(each);
  return {
    exports: exported.map((each) => hoverOf(checker, each, each.name)),
    members: walk.members(),
    operationsOf: (name) => {
      const symbol = exported.find((each) => each.name === name);
      return symbol === undefined ? [] : operationsOf(checker, checker.getDeclaredTypeOfSymbol(symbol));
    },
  };
}

function hoverOf(checker: Checker, symbol: Declared, name: string): Hover {
  const tags = symbol.getJsDocTags(checker);
  const thrown = tags.filter((tag) => tag.name === 'throws').map(({ text = '' }) => text);
  return {
    name,
    text: symbol.getDocumentationComment(checker).trim(),
    tags: tags.map((tag) => tag.name),
    codes: thrown.flatMap((text) => text.match(/\b[A-Z][A-Z_]{4,}\b/g) ?? []),
  };
}

/** Members that are declared in this repository; others are of the language or of other packages. */
function ownMembersOf(checker: Checker, type: Type): readonly Declared[] {
  return checker
    .getPropertiesOfType(type)
    .filter(({ declarations }) =>
      declarations.some(({ path }) => /\/dist\/.*\.d\.ts$/.test(path) && !path.includes('/node_modules/')),
    );
}

function callsOf(checker: Checker, type: Type | undefined): readonly Signature[] {
  return type === undefined ? [] : checker.getSignaturesOfType(type, CALL);
}

function operationsOf(checker: Checker, type: Type, of = ''): readonly OperationHover[] {
  return ownMembersOf(checker, type).flatMap((member) => {
    const name = `${of}${member.name}`;
    const own = checker.getTypeOfSymbol(member);
    const calls = callsOf(checker, own);
    if (calls.length > 0) {
      const takesRequest = calls.some((call) => call.getParameters().length > 0);
      return [{ ...hoverOf(checker, member, name), takesRequest }];
    }
    return own === undefined || of !== '' ? [] : operationsOf(checker, own, `${name}.`);
  });
}

/** Where a walk is. */
interface Place {
  /** How it was reached. */
  readonly path: string;
  /** Whether callers are given such a value; else they make it. */
  readonly isGiven: boolean;
}

/** Goes through types, and keeps each member once, whatever types show it. */
class Walk {
  readonly #visited = new Set<string>();
  readonly #found = new Map<string, MemberHover>();

  constructor(private readonly checker: Checker) {}

  members(): readonly MemberHover[] {
    return [...this.#found.values()];
  }

  visitExport(symbol: Declared): void {
    const { checker } = this;
    const { name: path } = symbol;
    this.#visit(checker.getDeclaredTypeOfSymbol(symbol), { path, isGiven: false });
    if (symbol.valueDeclaration === undefined) return;
    // Of a table of constants an editor shows the entries themselves.
    for (const call of callsOf(checker, checker.getTypeOfSymbol(symbol))) {
      this.#visitSignature(call, { path, isGiven: true });
    }
  }

  #visit(type: Type | undefined, place: Place): void {
    const key = `${type?.id} ${place.isGiven}`;
    if (type === undefined || this.#visited.has(key)) return;
    this.#visited.add(key);
    const { checker } = this;
    const parts = type.isUnionType() ? type.getTypes() : [];
    const typeArguments = type.isTypeReference() ? checker.getTypeArguments(type) : [];
    for (const each of [...parts, ...typeArguments]) this.#visit(each, place);
    if (!type.isObjectType() && !type.isIntersectionType()) return;
    for (const signature of callsOf(checker, type)) this.#visitSignature(signature, place);
    for (const member of ownMembersOf(checker, type)) this.#visitMember(member, place);
  }

  #visitSignature(signature: Signature, { path, isGiven }: Place): void {
    for (const parameter of signature.getParameters()) {
      const place = { path: `${path}(${parameter.name})`, isGiven: !isGiven };
      this.#visit(this.checker.getTypeOfSymbol(parameter), place);
    }
    this.#visit(this.checker.getReturnTypeOfSignature(signature), { path: `${path}()`, isGiven });
  }

  #visitMember(member: Declared, { path, isGiven }: Place): void {
    const [declaration] = member.declarations;
    if (declaration === undefined) return;
    const key = `${declaration.path} ${declaration.index}`;
    const file = declaration.path.slice(declaration.path.lastIndexOf('/dist/') + '/dist/'.length);
    const name = this.#found.get(key)?.name ?? `${path}.${member.name} in ${file}`;
    const isMethodToCall = isGiven && (member.flags & METHOD) !== 0;
    const before = this.#found.get(key)?.isMethodToCall ?? false;
    this.#found.set(key, {
      ...hoverOf(this.checker, member, name),
      isMethodToCall: before || isMethodToCall,
    });
    this.#visit(this.checker.getTypeOfSymbol(member), { path: `${path}.${member.name}`, isGiven });
  }
}
