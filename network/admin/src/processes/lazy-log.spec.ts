import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const program = `
  const logger = require('fabric-shim/lib/logger').getLogger('x');
  let made = 0;
  const line = (text) => ({ get message() { made += 1; return text; } });
  logger.info(line('dropped'));
  logger.warn(line('kept'));
  const before = made > 0 ? 'some' : 'none';
  made = 0;
  logger.debug(line('dropped'));
  const dropped = made;
  logger.level = 'info';
  logger.info(line('wanted now'));
  console.log(JSON.stringify({ before, dropped }));
`;

async function runWith(preload: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...preload, '-e', program], {
    // A folder from which the shim is found, as from a chaincode's.
    cwd: join(__dirname, '..', '..'),
    env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'WARNING' },
  });
  return stdout;
}

describe('the log of a chaincode process', () => {
  it('has the lines that its level wants, and does not make the others', async () => {
    const output = await runWith(['--require', join(__dirname, 'lazy-log.js')]);
    expect(output).to.include('kept').and.to.include('wanted now');
    expect(output).not.to.match(/ dropped/);
    expect(output).to.include('{"before":"some","dropped":0}');
  });

  it('would have made them all, but for that', async () => {
    expect(await runWith([])).not.to.include('"dropped":0');
  });
});
