import { join, relative, sep } from 'node:path';
import { expect } from 'chai';
import type { API, Checker, Project, Symbol as Declared, Type } from 'typescript/unstable/sync' with {
  'resolution-mode': 'import',
};
import type { CallExpression, Node, SourceFile, SyntaxKind } from 'typescript/unstable/ast' with {
  'resolution-mode': 'import',
};

const root = join(__dirname, '..', '..', '..');

/** TypeScript's flag for whole texts of types. */
const noTruncation = 1;

/** A function that has the options of a call, and where it passes them on. */
interface Passing {
  readonly place: string;
  /** Texts of calls that bounds apply to: each call once, one in a loop twice. */
  readonly bounded: string[];
  /** Texts of calls that could have bounds and have none. */
  readonly unbounded: string[];
}

describe('the options of a call', () => {
  let api: API;
  let project: Project;
  let found: readonly Passing[];

  before(async () => {
    const { API: Api } = await import('typescript/unstable/sync');
    const ast = await import('typescript/unstable/ast');
    api = new Api({ cwd: root });
    const config = join(root, 'client-sdk', 'tsconfig.json');
    const opened = api.updateSnapshot({ openProject: config }).getProject(config);
    if (opened === undefined) throw new Error(`${config} cannot be read`);
    project = opened;
    found = findPassings(project, ast.SyntaxKind);
  });
  after(() => api.close());

  it('are read in functions of the SDK', () => {
    expect(found.length).to.be.greaterThan(50);
  });

  it('bound an operation of several calls as a whole, since each call gets what the earlier ones left', () => {
    expect(found.filter(({ bounded }) => bounded.length > 1)).to.deep.equal([]);
  });

  it('go on to each call that can be bounded', () => {
    expect(found.filter(({ unbounded }) => unbounded.length > 0)).to.deep.equal([]);
  });
});

type Kinds = typeof SyntaxKind;

function findPassings({ program, checker }: Project, kinds: Kinds): readonly Passing[] {
  const sources = program
    .getSourceFileNames()
    .filter((path) => /^client-sdk\/src\/(?!.*(?:\.spec\.ts$|\/?testing\/))/.test(nameOf(path)))
    .flatMap((path) => program.getSourceFile(path) ?? []);
  return sources.flatMap((source) => passingsIn(source, { checker, kinds }));
}

const nameOf = (path: string): string => relative(root, path).split(sep).join('/');

interface Tools {
  readonly checker: Checker;
  readonly kinds: Kinds;
}

/** What is known where a node is: the function around it that has options, its parameter, and whether a loop is between. */
interface Around {
  readonly passing: Passing;
  readonly parameter: string;
  readonly isLooped: boolean;
}

function passingsIn(source: SourceFile, tools: Tools): readonly Passing[] {
  const { kinds } = tools;
  const functions = [kinds.FunctionDeclaration, kinds.ArrowFunction, kinds.MethodDeclaration];
  const loops = [kinds.ForStatement, kinds.ForOfStatement, kinds.WhileStatement];
  const passings: Passing[] = [];
  const visit = (node: Node, around: Around | undefined): void => {
    let inner = around;
    if (functions.includes(node.kind)) {
      const parameter = callParameter(node, tools);
      if (parameter !== undefined) {
        const line = source.text.slice(0, node.getStart(source)).split('\n').length;
        const passing = { place: `${nameOf(source.fileName)}:${line}`, bounded: [], unbounded: [] };
        passings.push(passing);
        inner = { passing, parameter, isLooped: false };
      }
    }
    if (inner !== undefined && node.kind === kinds.CallExpression) {
      noteCall(node as CallExpression, source, { ...inner, ...tools });
    }
    const next = inner !== undefined && loops.includes(node.kind) ? { ...inner, isLooped: true } : inner;
    node.forEachChild((child) => {
      visit(child, next);
      return undefined;
    });
  };
  visit(source, undefined);
  return passings;
}

const textOf = (type: Type | undefined, checker: Checker): string =>
  type === undefined ? '' : checker.typeToString(type, undefined, noTruncation);

/** Whether that is what bounds a call. */
function isCall(symbol: Declared, checker: Checker): boolean {
  const text = textOf(checker.getTypeOfSymbol(symbol), checker);
  return /\b(?:CallOptions|StartedCall)\b/.test(text) && !/Rules?</.test(text);
}

function callParameter(node: Node, { checker }: Tools): string | undefined {
  const { parameters } = node as Node & { readonly parameters: readonly { readonly name: Node }[] };
  const symbols = parameters.flatMap(({ name }) => checker.getSymbolAtLocation(name) ?? []);
  return symbols.find((symbol) => isCall(symbol, checker))?.name;
}

function noteCall(
  call: CallExpression,
  source: SourceFile,
  { passing, parameter, isLooped, checker }: Around & Tools,
): void {
  const parameters = checker.getResolvedSignature(call)?.getParameters() ?? [];
  const given = call.arguments[parameters.findIndex((symbol) => isCall(symbol, checker))];
  const text = call.getText(source);
  if (given === undefined) {
    if (parameters.some((symbol) => isCall(symbol, checker))) passing.unbounded.push(text);
    return;
  }
  // What is left of a call whose clock has started is right however often it is passed on.
  if (textOf(checker.getTypeAtLocation(given), checker) === 'StartedCall') return;
  if (new RegExp(`\\b${parameter}\\b`).test(given.getText(source))) {
    passing.bounded.push(...(isLooped ? [text, text] : [text]));
  }
}
