import { expect } from 'chai';
import { createProgress } from './progress';

function record(options: { isTerminal: boolean }): string[] {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({
    ...options,
    write: (text) => written.push(text),
    nowMs: () => (now += 60),
  });
  const step = progress.step({ name: 'plan', total: 3 });
  step.advance();
  step.advance(2);
  step.done();
  return written;
}

describe('voyage: progress', () => {
  it('is one plain line per step without a terminal', () => {
    const written = record({ isTerminal: false });
    expect(written).to.have.length(1);
    expect(written.join('')).to.match(/^ {2}plan +3 of 3 +\d+\.\d s\n$/);
  });

  it('rewrites its line on a terminal and ends it', () => {
    const written = record({ isTerminal: true });
    expect(written.length).to.be.greaterThan(1);
    expect(written[0]).to.match(/^\r/);
    expect(written.at(-1)).to.match(/\n$/);
  });
});
