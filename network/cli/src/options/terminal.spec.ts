import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { createTerminal } from './terminal';

function write(options: { isTTY: boolean; isJson?: boolean; env?: Record<string, string> }): string {
  const { isTTY, isJson = false, env = {} } = options;
  const output = Object.assign(new PassThrough(), { isTTY });
  const terminal = createTerminal({ isJson, output, errors: output, env });
  terminal.result({ text: 'ready', json: { event: 'ready' } });
  terminal.failure('bad');
  return String(output.read());
}

describe('terminal', () => {
  it('is plain without a terminal', () => {
    expect(write({ isTTY: false })).to.equal('ready\nbad\n');
  });

  it('is coloured on a terminal, unless NO_COLOR says no', () => {
    expect(write({ isTTY: true })).to.contain('\u001b[');
    expect(write({ isTTY: true, env: { NO_COLOR: '1' } })).to.equal('ready\nbad\n');
  });

  it('writes results as JSON lines', () => {
    expect(write({ isTTY: false, isJson: true })).to.equal('{"event":"ready"}\nbad\n');
  });
});
