import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { blockToCommands, sampleToPattern, textToBlocks } from '../readme/blocks';
import { createSandbox, root, type Sandbox } from '../readme/sandbox';

const folder = join(root, 'examples');
const page = readFileSync(join(folder, 'README.md'), 'utf8');
const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.mts'),
);

describe('examples', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await createSandbox();
    for (const path of programs) {
      await sandbox.write({ path: `examples/${path}`, content: readFileSync(join(folder, path), 'utf8') });
    }
  });

  after(() => sandbox.remove());

  it('are listed and run, each by the name of its story', () => {
    for (const path of programs) {
      const [story = ''] = path.split('/');
      expect(path).to.equal(`${story}/${story}.mts`);
      expect(page).to.include(`| [${story}](${path})`);
      expect(page).to.include(`node try/examples/${path.replace(/\.mts$/, '.mjs')}\n`);
    }
    expect(programs).to.not.be.empty;
  });

  let output = '';
  for (const block of textToBlocks(page)) {
    const { language, line, content } = block;
    it(`line ${line}: ${content.split('\n')[0] ?? ''}`, async () => {
      expect(['sh', 'console']).to.include(language);
      if (language === 'console') {
        expect(output).to.match(sampleToPattern(content));
        return;
      }
      output = '';
      for (const command of blockToCommands(block)) {
        const local = command.replace(/^npx /, '');
        // Other tests run beside this one: the ports are free ones.
        output += local.startsWith('kontti network up')
          ? await sandbox.start(`${local} --peer-port 0`, 'ready:')
          : await sandbox.run(local);
      }
    });
  }
});
