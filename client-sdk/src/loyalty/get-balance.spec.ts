import { expect } from 'chai';
import { createAnsweringContext } from '../testing/answering-context';
import { getBalance } from './get-balance';

const holder = 'c'.repeat(64);
const at = '2026-02-01T00:00:00Z';

describe('getBalance', () => {
  it('adds up all pages, each asked for with the bookmark of the one before', async () => {
    const { context, asked } = createAnsweringContext(({ request }) => {
      const place = Number(request['bookmark'] ?? 0);
      const sums = {
        points: String(2 ** place),
        expired: String(10 * 2 ** place),
        lots: place + 1,
        rejected: place,
      };
      const found = { programme: request['programme'], holder: request['holder'], at: request['at'] };
      return { ...found, ...sums, bookmark: place === 2 ? '' : String(place + 1) };
    });
    const balance = await getBalance(context, { programme: 'AMSP/miles', holder, at });
    expect(balance).to.deep.equal({
      ...{ programme: 'AMSP/miles', holder, at: new Date(at) },
      ...{ points: 7n, expired: 70n, lots: 6, rejected: 3 },
    });
    const request = { programme: 'AMSP/miles', holder, at: Date.parse(at) };
    expect(asked.map((call) => call.request)).to.deep.equal([
      request,
      { ...request, bookmark: '1' },
      { ...request, bookmark: '2' },
    ]);
    expect(JSON.parse(JSON.stringify(balance))).to.include({ points: '7', expired: '70' });
  });

  it('gives each page what the earlier ones left of the time for all of them', async () => {
    const clock = { ms: Date.parse(at) };
    const { context, bounds } = createAnsweringContext(({ request }) => {
      clock.ms += 10;
      const place = Number(request['bookmark'] ?? 0);
      const found = { programme: 'AMSP/miles', holder, at: Date.parse(at), points: '1', expired: '0' };
      return { ...found, lots: 1, rejected: 0, bookmark: place === 3 ? '' : String(place + 1) };
    });
    Object.assign(context.session.timers, { nowMs: () => clock.ms });
    await getBalance(context, { programme: 'AMSP/miles', holder, at }, { timeoutMs: 25 });
    const left = bounds.map(({ deadline }) => Number(deadline) - Date.parse(at));
    expect(left, 'the last page begins late, with the millisecond in which it fails').to.deep.equal([
      ...[25, 25, 25, 31],
    ]);
  });
});
