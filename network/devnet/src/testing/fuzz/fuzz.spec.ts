import { expect } from 'chai';
import { ordererTargets, peerTargets } from './targets';
import type { TargetOptions } from './targets';
import { mutate } from './mutate';
import { toRandom } from './random';
import { runFuzz } from './run';

const seed = Number(process.env['SEED'] ?? 20_261_121);
/** Enough to meet every method and every request of the shim some hundred times. */
const messages = Number(process.env['MESSAGES'] ?? 4_000);

describe(`malformed messages (seed ${seed})`, () => {
  it(`${messages} to every method and from a chaincode: none is fatal, none hangs, the network works on`, async function () {
    this.timeout(600_000);
    const report = await runFuzz({ seed, messages });
    expect(report.uncaught).to.deep.equal([]);
    expect(report.hangs, JSON.stringify(report.endings)).to.equal(0);
    expect(report.worksAfterwards).to.equal(true);
    const nothing = {} as TargetOptions;
    for (const { path } of [...peerTargets(nothing), ...ordererTargets(nothing)]) {
      const endings = report.endings[path] ?? {};
      expect(endings, path).not.to.have.property('UNIMPLEMENTED');
      // More than one way to end: the messages got further than the first check.
      expect(Object.keys(endings).length, `${path} ${JSON.stringify(endings)}`).to.be.above(1);
    }
    expect(report.endings['chaincode']).to.be.an('object');
  });

  it('are the same for the same seed', () => {
    const bytes = Buffer.from('0a03616263120568656c6c6f', 'hex');
    const make = (from: number): string[] => {
      const random = toRandom(from);
      return Array.from({ length: 50 }, () => Buffer.from(mutate(bytes, random)).toString('hex'));
    };
    expect(make(seed)).to.deep.equal(make(seed));
    expect(make(seed)).not.to.deep.equal(make(seed + 1));
    expect(new Set(make(seed)).size).to.be.above(20);
  });
});
