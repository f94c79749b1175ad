import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from 'kontti/program';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');

type Command = Awaited<ReturnType<typeof createProgram>>;

/** What writes one file or one stream whose form is not its own. */
const withoutJson = ['kontti network exec', 'kontti consortium collections'];

interface Leaf {
  readonly name: string;
  readonly command: Command;
  readonly help: string;
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

function leavesOf(command: Command, name: string): readonly Leaf[] {
  if (command.commands.length === 0) return [{ name, command, help: helpOf(command) }];
  return command.commands.flatMap((child) => leavesOf(child, `${name} ${child.name()}`));
}

/** Each `kontti …` of a text's code: lines of fences and of examples, and what is between backticks. */
function commandLinesOf(text: string): readonly string[] {
  const inFences = text
    .split('\n')
    .flatMap((line) => /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )?(?:npx )?(kontti .*)$/.exec(line)?.[1] ?? []);
  const inBackticks = [...text.matchAll(/`(?:[A-Z_]+=\S+ )?(?:npx )?(kontti [^`]+)`/g)].map(
    ([, line]) => line ?? '',
  );
  return [...inFences, ...inBackticks];
}

/** What a command line names that does not exist; undefined when all of it does. */
function unknownIn(line: string, program: Command): string | undefined {
  const [asked = ''] = line.split(/\s{3,}|\s[>|#&]|\s--(?:\s|$)|;/);
  let command = program;
  for (const word of asked.split(/\s+/).slice(1)) {
    if (word.startsWith('-')) {
      const flag = word.replace(/[=,)\]…].*$/, '');
      const isKnown = command.options.some(({ long, short }) => flag === long || flag === short);
      if (!isKnown && flag !== '--help') return `${command.name()} has no ${flag}: ${line}`;
    } else if (command.commands.length > 0 && /^[a-z-]+$/.test(word)) {
      const child = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (child === undefined) return `${command.name()} has no ${word}: ${line}`;
      command = child;
    }
  }
  return undefined;
}

describe('the command kontti', () => {
  let program: Command;
  let leaves: readonly Leaf[];

  before(async () => {
    program = await createProgram();
    leaves = leavesOf(program, 'kontti');
  });

  it('has examples of itself in the help of each command', () => {
    const without = leaves.filter(({ name, help }) => !help.split('Examples:')[1]?.includes(`  ${name}`));
    expect(without.map(({ name }) => name)).to.deep.equal([]);
  });

  it('has --json on each command', () => {
    const without = leaves.filter(({ command }) => !command.options.some(({ long }) => long === '--json'));
    expect(without.map(({ name }) => name).sort()).to.deep.equal([...withoutJson].sort());
  });

  it('takes a short option in all verbs of chaincode or in none', () => {
    const verbs = leaves.filter(({ name }) => name.startsWith('kontti chaincode '));
    const shorts = new Map<string, string>();
    for (const { command } of verbs) {
      for (const { long, short } of command.options) {
        if (long !== undefined && short !== undefined) shorts.set(long, short);
      }
    }
    const without = verbs.flatMap(({ name, command }) =>
      command.options.flatMap(({ long, short }) =>
        short === undefined && long !== undefined && shorts.has(long) ? [`${name} ${long}`] : [],
      ),
    );
    expect(without).to.deep.equal([]);
  });

  it('takes a channel as --channel everywhere', () => {
    // What follows exec may be without --, so that -c is the other command's there.
    const others = leaves.filter(({ name }) => !/^kontti (?:chaincode|network exec)/.test(name));
    const wrong = others.filter(({ command }) =>
      command.options.some(
        ({ long, short }) => /^--channel(?:ID)?$/.test(long ?? '') && `${short} ${long}` !== '-c --channel',
      ),
    );
    expect(wrong.map(({ name }) => name)).to.deep.equal([]);
    const chaincode = leaves.filter(({ command }) => command.options.some(({ short }) => short === '-C'));
    expect(
      chaincode.every(({ command }) => command.options.some(({ long }) => long === '--channel')),
    ).to.equal(true);
  });

  it('is called in its examples by commands and options that it has', () => {
    const unknown = leaves.flatMap(({ help }) =>
      commandLinesOf(help.split('Examples:')[1] ?? '').flatMap((line) => unknownIn(line, program) ?? []),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('is listed in network/cli/README.md, command by command', () => {
    const text = readFileSync(join(root, 'network', 'cli', 'README.md'), 'utf8');
    const isTold = (name: string): boolean => {
      const [group = ''] = name.split(/ [a-z-]+$/);
      return text.includes(`\`${name}\``) || text.includes(`\`${group} …\``);
    };
    const [blocks, ...rest] = ['kontti blocks', 'kontti block', 'kontti tx'];
    expect(text).to.contain([`\`${blocks}\``, ...rest.map((name) => `\`${name.slice(7)}\``)].join(' '));
    const others = leaves.filter(({ name }) => ![blocks, ...rest].includes(name));
    expect(others.filter(({ name }) => !isTold(name)).map(({ name }) => name)).to.deep.equal([]);
  });

  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  for (const name of [
    ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'network/cli/README.md'],
    ...pages.map((page) => join('docs', page)),
  ]) {
    it(`is called in ${name} by commands and options that it has`, () => {
      const lines = commandLinesOf(readFileSync(join(root, name), 'utf8'));
      expect(lines.flatMap((line) => unknownIn(line, program) ?? [])).to.deep.equal([]);
    });
  }
});
