import { expect } from 'chai';

import { pagesToRecords } from './pages';
import type { PageOptions, RecordPage, RejectedRecord } from './pages';

describe('pagesToRecords', () => {
  const pages: Record<string, RecordPage<number>> = {
    '': { records: [1, 2], rejected: [], bookmark: 'b' },
    b: { records: [], rejected: [{ key: 'shipment/AMSP/1', reason: 'altered' }], bookmark: 'c' },
    c: { records: [3], rejected: [], bookmark: '' },
  };

  async function collect(): Promise<{ asked: PageOptions[]; records: number[]; rejected: RejectedRecord[] }> {
    const asked: PageOptions[] = [];
    const rejected: RejectedRecord[] = [];
    const fetchPage = (page: PageOptions): Promise<RecordPage<number>> => {
      asked.push(page);
      const answer = pages[page.bookmark ?? ''];
      return answer === undefined ? Promise.reject(new Error('no such page')) : Promise.resolve(answer);
    };
    const records: number[] = [];
    for await (const record of pagesToRecords(fetchPage, {
      pageSize: 2,
      onRejected: (key) => rejected.push(key),
    })) {
      records.push(record);
    }
    return { asked, records, rejected };
  }

  it('reads every page once, also empty ones, and reports what does not hold', async () => {
    const { asked, records, rejected } = await collect();
    expect(records).to.deep.equal([1, 2, 3]);
    expect(asked).to.deep.equal([
      { pageSize: 2 },
      { pageSize: 2, bookmark: 'b' },
      { pageSize: 2, bookmark: 'c' },
    ]);
    expect(rejected).to.deep.equal([{ key: 'shipment/AMSP/1', reason: 'altered' }]);
  });

  it('asks for no page that nobody wants', async () => {
    let asked = 0;
    const fetchPage = (): Promise<RecordPage<number>> => {
      asked += 1;
      return Promise.resolve({ records: [1], rejected: [], bookmark: 'more' });
    };
    for await (const record of pagesToRecords(fetchPage, {})) {
      expect(record).to.equal(1);
      break;
    }
    expect(asked).to.equal(1);
  });
});
