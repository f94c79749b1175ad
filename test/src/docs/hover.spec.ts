import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { API, Checker, Symbol as Declared, Type } from 'typescript/unstable/sync' with {
  'resolution-mode': 'import',
};

const root = join(__dirname, '..', '..', '..');
const built = join(root, 'client-sdk', 'dist', 'index.d.ts');

/** Where members are declared that an editor shows of this repository; others are of the language or of other packages. */
const isOurs =
  /\/(?:client-sdk\/dist|model\/dist\/(?:company|transport|shipment|reading|loyalty|lot|record|page))/;

/** TypeScript's flag for whole texts of types. */
const noTruncation = 1;

/** The groups of a client's operations. */
const GROUPS = [
  ...['companies', 'transports', 'shipments', 'readings', 'loyalty', 'lots', 'deals', 'records'],
  ...['settlement', 'trade', 'rewards', 'licences', 'leases'],
];

/** What an editor shows of one name. */
interface Hover {
  readonly name: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Its type as text. */
  readonly type: string;
}

describe('hover on the SDK, in its built declarations', () => {
  let directory: string;
  let api: API;
  let checker: Checker;
  let exported: readonly Declared[];

  before(async () => {
    const { API: Api, SymbolFlags } = await import('typescript/unstable/sync');
    directory = await realpath(await mkdtemp(join(tmpdir(), 'kontti-hover-')));
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], strict: true },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], noEmit: true },
    };
    const config = join(directory, 'tsconfig.json');
    await writeFile(config, JSON.stringify({ compilerOptions, files: [built] }));
    api = new Api({ cwd: directory });
    const project = api.updateSnapshot({ openProject: config }).getProject(config);
    const source = project?.program.getSourceFile(built);
    const index = source && project?.checker.getSymbolAtLocation(source);
    if (project === undefined || index === undefined) throw new Error(`${built} cannot be read`);
    checker = project.checker;
    exported = checker
      .getExportsOfModule(index)
      .map((each) => ((each.flags & SymbolFlags.Alias) === 0 ? each : checker.getAliasedSymbol(each)));
  });

  after(async () => {
    api.close();
    await rm(directory, { recursive: true, force: true });
  });

  const hoverOf = (symbol: Declared, type: Type | undefined, name = symbol.name): Hover => ({
    name,
    text: symbol.getDocumentationComment(checker).trim(),
    tags: symbol.getJsDocTags(checker).map((tag) => tag.name),
    type: type === undefined ? '' : checker.typeToString(type, undefined, noTruncation),
  });

  const membersOf = (type: Type, of: string): readonly Hover[] =>
    checker
      .getPropertiesOfType(type)
      .filter(({ declarations }) => declarations.some(({ path }) => isOurs.test(path)))
      .map((member) => hoverOf(member, checker.getTypeOfSymbol(member), `${of}.${member.name}`));

  const namesWithout = (hovers: readonly Hover[], isKept: (hover: Hover) => boolean): readonly string[] =>
    hovers.filter((hover) => !isKept(hover)).map(({ name }) => name);

  it('says in words what each exported name is', () => {
    const hovers = exported.map((each) => hoverOf(each, undefined));
    expect(hovers.length).to.be.greaterThan(80);
    expect(namesWithout(hovers, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('says in words what each option, field and member of these is', () => {
    const members = exported.flatMap((each) => membersOf(checker.getDeclaredTypeOfSymbol(each), each.name));
    expect(members.length).to.be.greaterThan(300);
    expect(namesWithout(members, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('shows an example of each operation, and the codes of those that write', () => {
    const client = exported.find(({ name }) => name === 'KonttiClient');
    const members =
      client === undefined ? [] : checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(client));
    const operations = members
      .flatMap((member) => {
        const type = checker.getTypeOfSymbol(member);
        const isGroup = GROUPS.includes(member.name);
        return isGroup && type !== undefined ? membersOf(type, member.name) : [hoverOf(member, type)];
      })
      .concat(exported.map((each) => hoverOf(each, checker.getTypeOfSymbol(each))))
      .filter(({ type, name }) => /=>|ListQuery|OpenEvents/.test(type) && !name.startsWith('__'));
    expect(operations.length).to.be.greaterThan(50);
    expect(
      namesWithout(operations, ({ text, tags }) => text !== '' && tags.includes('example')),
    ).to.deep.equal([]);
    const writing = operations.filter(({ type }) => type.includes('Submitted<'));
    expect(writing.length).to.be.greaterThan(15);
    expect(namesWithout(writing, ({ tags }) => tags.includes('throws'))).to.deep.equal([]);
  });
});
