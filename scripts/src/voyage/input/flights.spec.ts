import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { VoyageError } from '../errors';
import { packagedDataDirectory } from './files';
import { arrivalActualMs, departureActualMs, readFlights } from './flights';

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof VoyageError ? error.code : String(error);
  }
  return 'none';
}

describe('voyage: the flights file', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-flights-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('gives real flights with the delays of the file', async () => {
    const flights = await readFlights({ path: join(packagedDataDirectory(), 'flights-20k.json'), count: 3 });
    expect(flights.map(({ delayMinutes, origin }) => [delayMinutes, origin])).to.deep.equal([
      [66, 'DTW'],
      [95, 'HNL'],
      [-5, 'LAS'],
    ]);
    const [late, , early] = flights;
    expect(late && arrivalActualMs(late) - late.arrivalPlannedMs).to.equal(66 * 60_000);
    expect(early && departureActualMs(early)).to.equal(early?.departurePlannedMs);
  });

  it('is refused when it is missing, no JSON, too short or has another shape', async () => {
    expect(await codeOf(readFlights({ path: join(directory, 'absent.json'), count: 1 }))).to.equal(
      'INPUT_UNREADABLE',
    );
    const cases = [
      '{',
      '[]',
      '{}',
      '[{"date":"2001-01-01","delay":1,"distance":1,"origin":"A","destination":"B"}]',
    ];
    for (const text of cases) {
      const path = join(directory, 'flights.json');
      await writeFile(path, text);
      expect(await codeOf(readFlights({ path, count: 1 })), text).to.equal('INPUT_INVALID');
    }
  });
});
