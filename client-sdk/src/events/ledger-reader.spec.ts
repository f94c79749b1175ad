import { expect } from 'chai';
import { createFact, factDigest, factToBytes } from '@kontti/model';
import type { Address, AnyFact, FactReading } from '@kontti/model';
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

  function createReader() {
    asked = [];
    const answer = (found: ReturnType<typeof placesOf> | undefined) =>
      found === undefined
        ? ({ status: 'absent' } as const)
        : ({ status: 'sealed', sealed: found, size: found.size } as const);
    const seals: SealSource = {
      readSeal: ({ key }) => Promise.resolve(answer((asked.push(key), state.get(key)))),
      followSeal: (hash) => Promise.resolve(answer((asked.push(hash), both))),
    };
    const timers = { nowMs: () => 0, random: () => 0, delay: () => Promise.resolve() };
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
