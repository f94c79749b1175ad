import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { blockToCommands, sampleToPattern, textToBlocks, type Block } from './blocks';
import { createSandbox, root, type Sandbox } from './sandbox';

/** What is shown and not run. */
const samples = new Set(['text', 'json']);
const executed = new Set(['sh', 'ts', 'console']);

const blocks = textToBlocks(readFileSync(join(root, 'README.md'), 'utf8'));
const commands = blocks.filter(({ language }) => language === 'sh').flatMap(blockToCommands);

/** These are what CI itself runs; here it is only checked that they are there. */
function expectScripts(command: string): void {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const part of command.split('&&')) {
    const [npm, name = ''] = part.trim().split(/\s+/);
    expect(npm, command).to.equal('npm');
    if (name !== 'ci') expect(scripts, command).to.have.property(name);
  }
}

/** `npx` finds the repository's own commands: so does the sandbox, which is no place to fetch others from. */
function withoutNpx(command: string): string {
  if (!command.startsWith('npx ')) return command;
  const rest = command.slice('npx '.length);
  const [name = ''] = rest.split(' ');
  expect(existsSync(join(root, 'node_modules', '.bin', name)), `${name} is no command`).to.equal(true);
  return rest;
}

describe('README', () => {
  let sandbox: Sandbox;
  /** What the last shell block wrote. */
  let output = '';

  before(async () => {
    sandbox = await createSandbox();
  });

  after(() => sandbox.remove());

  async function runCommand(command: string): Promise<string> {
    if (/^npm /.test(command)) {
      expectScripts(command);
      return '';
    }
    const line = withoutNpx(command);
    // Other tests run beside this one: the ports are free ones, everything else is as it is shown.
    if (/^kontti network up\b/.test(line)) return sandbox.start(`${line} --peer-port 0`, 'ready:');
    return sandbox.run(line);
  }

  async function runShell(block: Block): Promise<void> {
    output = '';
    for (const command of blockToCommands(block)) output += await runCommand(command);
  }

  async function writeProgram({ info: path, content, line }: Block): Promise<void> {
    expect(path, `the program at line ${line} has no file name`).to.match(/^[a-z/-]+\.mts$/);
    await sandbox.write({ path, content });
    const program = ` ${path.replace(/\.mts$/, '.mjs')}`;
    const runs = commands.filter((command) => command.endsWith(program));
    expect(runs, `the program at line ${line} is not run`).to.not.be.empty;
  }

  for (const block of blocks) {
    const { language, info, line, content } = block;
    if (samples.has(language) || (language === 'sh' && info.startsWith('fabric'))) continue;
    it(`line ${line}: ${language} ${info || (content.split('\n')[0] ?? '')}`, async () => {
      expect(executed).to.include(language);
      if (language === 'sh') await runShell(block);
      else if (language === 'ts') await writeProgram(block);
      else expect(output).to.match(sampleToPattern(content));
    });
  }

  it("shows programs in the packages' own README files that compile", async () => {
    const paths: string[] = [];
    const parts = ['protocol', 'admin', 'devnet', 'runner', 'cli'].map((name) => `network/${name}`);
    for (const name of ['model', 'chaincode', 'client-sdk', ...parts]) {
      const programs = textToBlocks(readFileSync(join(root, name, 'README.md'), 'utf8'));
      for (const { language, content, line } of programs) {
        expect([...samples, 'ts'], `${name}/README.md line ${line}`).to.include(language);
        if (language === 'ts') paths.push(`packages/${name.replace('/', '-')}-${line}.mts`);
        if (language === 'ts') await sandbox.write({ path: paths.at(-1) ?? '', content });
      }
    }
    expect(paths).to.not.be.empty;
    await sandbox.run(`tsc --ignoreConfig --noEmit --types node ${paths.join(' ')}`);
  });

  it('points to files that exist', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => path ?? '');
    expect(links.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
    expect(links).to.not.be.empty;
  });
});
