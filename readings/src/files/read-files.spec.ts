import { KonttiError } from '@kontti/client-sdk';
import { expect } from 'chai';
import { fileRowToReading, type FileRow } from './file-row';
import { readCsv, type CsvOptions } from './read-csv';
import { readNdjson } from './read-ndjson';

const form = { shipmentId: 'Org1MSP/S-1' };

async function collect(rows: AsyncIterable<FileRow>, toReading = fileRowToReading(form)): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const row of rows) {
    try {
      found.push(toReading(row));
    } catch (error) {
      found.push(error instanceof KonttiError ? `line ${row.line}: ${error.code}` : error);
    }
  }
  return found;
}

/** A text in chunks that end anywhere, also within a character. */
function* chunksOf(text: string, length: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

const csv = (text: string, options: CsvOptions = {}, length = 7): AsyncIterable<FileRow> =>
  readCsv(chunksOf(text, length), options);

const expected = {
  deviceId: 'Org1MSP/D-1',
  shipmentId: 'Org1MSP/S-1',
  at: '2026-03-01T00:00:00Z',
  temperatureMilliC: 4_125,
};

describe('rows of files', () => {
  it('are read from CSV with quotes, a byte order mark, either end of lines, and empty cells', async () => {
    const text =
      '\uFEFFdeviceId,at,"temperatureC",humidityPct\r\nOrg1MSP/D-1,2026-03-01T00:00:00Z,4.125,\r\n\n"Org1MSP/D-1",2026-03-01T00:00:00Z,4.125,40.5';
    expect(await collect(csv(text))).to.deep.equal([expected, { ...expected, humidityMilliPct: 40_500 }]);
  });

  it('come in the units of the columns, rounded to those of the ledger', async () => {
    const cases: readonly (readonly [string, string, object])[] = [
      ['temperatureF', '39.425', { temperatureMilliC: 4_125 }],
      ['temperatureK', '277.275', { temperatureMilliC: 4_125 }],
      ['temperatureMilliC', '4125', { temperatureMilliC: 4_125 }],
      ['temperatureC', '-4.1254', { temperatureMilliC: -4_125 }],
      ['temperatureC', '4.125e0', { temperatureMilliC: 4_125 }],
      ['latitude', '60.8680001', { latitudeE7: 608_680_001 }],
      ['shockG', '1.5', { shockMilliG: 1_500 }],
      ['batteryPct', '97.3', { batteryPermille: 973 }],
      ['atMs', '1772323200000', { at: new Date('2026-03-01T00:00:00Z') }],
      ['atS', '1772323200.5', { at: new Date('2026-03-01T00:00:00.500Z') }],
    ];
    for (const [column, value, reading] of cases) {
      const rows = await collect(csv(`${column}\n${value}\n`));
      expect(rows, column).to.deep.equal([{ ...form, ...reading }]);
    }
  });

  it('that cannot be read are among the others, each with its line', async () => {
    const text = [
      'deviceId,at,temperatureC',
      'Org1MSP/D-1,2026-03-01T00:00:00Z,4.125',
      'Org1MSP/D-1,2026-03-01T00:00:00Z',
      'Org1MSP/D-1,2026-03-01T00:00:00Z,NaN',
      'Org1MSP/D-1,2026-03-01T00:00:00Z,"4"5',
      `Org1MSP/D-1,${'x'.repeat(70_000)},4`,
      'Org1MSP/D-1,2026-03-01T00:00:00Z,4.125',
      'Org1MSP/D-1,2026-03-01T00:00:00Z,"4.1',
    ].join('\n');
    expect(await collect(csv(text, {}, 4_000))).to.deep.equal([
      expected,
      'line 3: ROW_UNREADABLE',
      'line 4: READINGS_INVALID',
      'line 5: ROW_UNREADABLE',
      'line 6: ROW_UNREADABLE',
      expected,
      'line 8: ROW_UNREADABLE',
    ]);
  });

  it('of a file with columns that mean nothing here are refused at once, until it is said what they mean', async () => {
    const failed = await collect(csv('deviceId,Temp\nOrg1MSP/D-1,4\n')).catch((error: unknown) => error);
    expect(failed).to.include({ code: 'OPTIONS_INVALID' });
    const twice = await collect(csv('atMs,atMs\n1,1\n')).catch((error: unknown) => error);
    expect(twice).to.include({ code: 'OPTIONS_INVALID' });
    const columns = { Temp: 'temperatureC', Note: '' };
    const toReading = fileRowToReading({ columns });
    expect(await collect(csv('Temp,Note\n4,x\n', { columns }), toReading)).to.deep.equal([
      { temperatureMilliC: 4_000 },
    ]);
    expect(await collect(csv('Temp;Note\n4;x\n', { columns, delimiter: ';' }), toReading)).to.have.length(1);
  });

  it('are read from NDJSON', async () => {
    const text = [
      JSON.stringify({
        deviceId: 'Org1MSP/D-1',
        at: '2026-03-01T00:00:00Z',
        temperatureC: 4.125,
        humidityPct: null,
      }),
      '{"deviceId":"Org1MSP/D-1",',
      '[]',
      '{"temperatureC":{}}',
      '',
      JSON.stringify({ temperatureC: 'ä' }),
      JSON.stringify({ note: 'x'.repeat(70_000) }),
      JSON.stringify({ deviceId: 'Org1MSP/D-1', at: '2026-03-01T00:00:00Z', temperatureMilliC: '4125' }),
      '{"temperatureC":4.1',
    ].join('\r\n');
    expect(await collect(readNdjson(chunksOf(text, 5)))).to.deep.equal([
      expected,
      'line 2: ROW_UNREADABLE',
      'line 3: ROW_UNREADABLE',
      'line 4: ROW_UNREADABLE',
      'line 6: READINGS_INVALID',
      'line 7: ROW_UNREADABLE',
      expected,
      'line 9: ROW_UNREADABLE',
    ]);
  });

  it('end with what the stream throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('temperatureC\n4\n');
      throw new Error('the disk is gone');
    }
    for (const rows of [readCsv(broken()), readNdjson(broken())]) {
      const failed = await collect(rows).catch((error: unknown) => error);
      expect(String(failed)).to.match(/the disk is gone/);
    }
  });
});
