import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { STORIES } from './stories';

async function run(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [join(__dirname, 'main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.on('data', (data: Buffer) => (text += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

describe('the businesses', () => {
  for (const name of Object.keys(STORIES)) {
    it(`${name} runs, and its figures agree with the facts`, async () => {
      const { code, text } = await run([name]);
      expect(code, text).to.equal(0);
      expect(text).to.match(/ ok\n/).and.not.to.include('WRONG');
    });
  }

  it('are in the documentation, each with what it shows', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'businesses.md'), 'utf8');
    const missing = Object.entries(STORIES).filter(
      ([name, { about }]) =>
        !page.includes(`[\`${name}\`](../examples/businesses/src/${name}.ts)`) || !page.includes(about),
    );
    expect(missing.map(([name]) => name)).to.deep.equal([]);
  });

  it('are named where a name is missing or unknown', async () => {
    for (const args of [[], ['no-such-story'], ['--engine', 'other', '--all'], ['toString']]) {
      const { code, text } = await run(args);
      expect(code, args.join(' ')).to.equal(2);
      for (const name of Object.keys(STORIES)) expect(text).to.include(name);
    }
  });
});
