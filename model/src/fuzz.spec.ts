import { expect } from 'chai';
import type { ClassConstructor } from 'class-transformer';
import fc from 'fast-check';
import { ModelError } from './errors';
import { FACT_DEFINITIONS } from './subjects';
import { bytesToFact, factToBytes } from './registry/codec';
import { findDefinition } from './registry/registry';
import { leaderOf } from './registry/registry';
import { decodeBatch } from './reading/batch';
import { SEED } from './testing/seed';
import { readVectors } from './testing/vectors';
import { parseValue } from './validation/parse';

const facts = ['facts-v1', 'facts-v2', 'facts-v3'].flatMap((name) =>
  readVectors<{ json: string }>(name).map(({ json }) => Buffer.from(json)),
);
const batches = ['batches-v1', 'batches-v2'].flatMap((name) =>
  readVectors<{ bytes: string }>(name).map(({ bytes }) => Buffer.from(bytes, 'base64')),
);

/** Valid bytes with some of them replaced, removed or doubled. */
function damaged(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const cut = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.nat(3),
    add: fc.uint8Array({ maxLength: 3 }),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(cut, { minLength: 1, maxLength: 3 }))
    .map(([sample, cuts]) =>
      cuts.reduce((bytes, { at, drop, add }) => {
        const offset = Math.floor(at * bytes.length);
        return Buffer.concat([bytes.subarray(0, offset), add, bytes.subarray(offset + drop)]);
      }, sample),
    );
}

/** What the call gave, or `undefined` when it was refused by a model error: any other error fails. */
function orRefused<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    expect(error).to.be.instanceOf(ModelError);
    return undefined;
  }
}

describe('damaged input', () => {
  it(`is no fact, or one that encodes to the very same bytes (seed ${SEED})`, () => {
    fc.assert(
      fc.property(damaged(facts), (bytes) => {
        const fact = orRefused(() => bytesToFact(bytes));
        const isNewest = fact?.v === (fact && findDefinition(fact.type)?.version);
        if (fact !== undefined && isNewest) expect(factToBytes(fact).equals(bytes)).to.equal(true);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it(`is no batch, or is refused by a model error (seed ${SEED})`, () => {
    fc.assert(
      fc.property(damaged(batches), (bytes) => void orRefused(() => decodeBatch(bytes))),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it(`of any JSON is refused as any body (seed ${SEED})`, () => {
    const types = FACT_DEFINITIONS.map(({ body }) => body as ClassConstructor<object>);
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...types), (value, type) => {
        expect(orRefused(() => parseValue<object>(type, value))).to.equal(undefined);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`of any text is no key (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => leaderOf(text) === undefined),
      { seed: SEED, numRuns: 500 },
    );
  });
});
