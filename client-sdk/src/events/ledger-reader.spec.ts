import { expect } from 'chai';
import { createFact, factDigest, factToBytes } from '@kontti/model';
import type { Address, AnyFact, FactReading } from '@kontti/model';
import { STATE_ATTEMPTS_MAX } from '../limits';
import { createLedgerReader } from './ledger-reader';
import type { SealSource } from '../ledger/peer-seals';

/** Places of a company's directory, as one fact with an address for each. */
function placesOf(ref: string, codes: readonly string[]) {
  const places = codes.map((code) => ({ code, name: code, latitudeE6: 1, longitudeE6: 2 }));
  const fact = createFact({
    type: 'company.places',
    key: `places/AMSP/${ref}`,
    ref,
    at: 1,
    body: { places },
  });
  const bytes = factToBytes(fact);
  return { fact: fact as AnyFact, digest: factDigest(bytes), size: bytes.length, attachments: [] };
}

const [both, second] = [placesOf('both', ['HEL', 'JFK']), placesOf('second', ['JFK'])];
const addressOf = (code: string): Address => ({ mspId: 'AMSP', key: `place/AMSP/${code}` });
const digestOf = (reading: FactReading): string =>
  reading.status === 'sealed' ? reading.sealed.digest : reading.status;

describe('the reader over blocks and the own peer', () => {
  const state = new Map([
    ['place/AMSP/HEL', both],
    ['place/AMSP/JFK', second],
    ['places/AMSP/both', both],
  ]);
  let asked: string[];
  let pauses: number;

  /** A reader whose peer's state follows its blocks after so many questions. */
  function createReader(behind = 0) {
    asked = [];
    pauses = 0;
    let left = behind;
    const answer = (found: ReturnType<typeof placesOf> | undefined) =>
      found === undefined
        ? ({ status: 'absent' } as const)
        : ({ status: 'sealed', sealed: found, size: found.size } as const);
    const seals: SealSource = {
      readSeal: ({ key }) => {
        asked.push(key);
        left -= 1;
        return Promise.resolve(answer(left >= 0 ? undefined : state.get(key)));
      },
      followSeal: (hash) => Promise.resolve(answer((asked.push(hash), both))),
    };
    const timers = { nowMs: () => 0, random: () => 0, delay: () => Promise.resolve(void (pauses += 1)) };
    const scope = { channel: 'mychannel', chaincode: 'kontti' };
    return createLedgerReader({ scope, seals, timers, isDisowned: () => false });
  }

  it('takes from an answer the key that was asked for, not the others that the fact names', async () => {
    const reader = createReader();
    expect(digestOf(await reader.read(addressOf('HEL')))).to.equal(both.digest);
    expect(digestOf(await reader.read(addressOf('JFK')))).to.equal(second.digest);
    await reader.follow(both.digest);
    await reader.read({ mspId: 'AMSP', key: 'places/AMSP/both' });
    expect(asked).to.deep.equal(['place/AMSP/HEL', 'place/AMSP/JFK']);
  });

  it('takes all keys from a fact of which a block has every seal', async () => {
    const reader = createReader();
    reader.enterBlock({ proven: [both], refused: [] });
    expect(digestOf(await reader.read(addressOf('JFK')))).to.equal(both.digest);
    expect(asked).to.deep.equal([]);
  });

  it('asks once the state has what the block recorded, and fails where it never has', async () => {
    const late = createReader(3);
    late.enterBlock({ proven: [both], refused: [] });
    expect(digestOf(await late.follow(second.digest))).to.equal(both.digest);
    expect([pauses, asked.slice(0, 4)]).to.deep.equal([3, Array(4).fill('places/AMSP/both')]);
    const last = createReader(STATE_ATTEMPTS_MAX - 1);
    last.enterBlock({ proven: [both], refused: [] });
    await last.follow(second.digest);
    const never = createReader(STATE_ATTEMPTS_MAX);
    never.enterBlock({ proven: [both], refused: [] });
    const failure: unknown = await never.follow(second.digest).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'EVENTS_INTERRUPTED' });
    expect(String(failure)).to.include('state does not follow its blocks');
    expect([pauses, asked.length]).to.deep.equal([STATE_ATTEMPTS_MAX, STATE_ATTEMPTS_MAX]);
  });

  it('asks at once after a block in which nothing was recorded', async () => {
    const reader = createReader(1);
    reader.enterBlock({ proven: [], refused: [] });
    expect(digestOf(await reader.read(addressOf('HEL')))).to.equal('absent');
    expect(pauses).to.equal(0);
  });

  it('asks for the same thing once a block, however many ask at once', async () => {
    const reader = createReader();
    const nowhere = addressOf('LHR');
    await Promise.all([reader.read(nowhere), reader.read(nowhere)]);
    expect(asked).to.deep.equal([nowhere.key]);
    reader.enterBlock({ proven: [], refused: [] });
    await reader.read(nowhere);
    expect(asked).to.deep.equal([nowhere.key, nowhere.key]);
  });
});
