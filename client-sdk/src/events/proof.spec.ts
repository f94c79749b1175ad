import { expect } from 'chai';
import { canonicalJson, createFact, EVENT_NAME, factDigest, factToBytes, sealHash } from '@kontti/model';
import type { FactContent } from '@kontti/model';
import type { DecodedTransaction } from './block-decoder';
import { expandFact } from './expand-fact';
import { readHints, unprovenHints } from './hints';
import { transactionToFacts } from './proof';

const scope = { channel: 'mychannel', chaincode: 'kontti' };
const content: FactContent<'company.registered'> = {
  type: 'company.registered',
  key: 'company/AMSP',
  body: { name: 'A', gln: '6400001000018', jurisdiction: 'FI' },
};
const bytes = factToBytes(createFact({ ...content, ref: 'AMSP', at: 5 }));
const digest = factDigest(bytes);

function transaction(written: {
  readonly writes?: Readonly<Record<string, Uint8Array>>;
  readonly seals?: Readonly<Record<string, string>>;
  readonly isRewritten?: boolean;
  readonly event?: unknown;
}): DecodedTransaction {
  return {
    index: 0,
    transactionId: 'tx',
    timestampMs: 0,
    writes: new Map(Object.entries(written.writes ?? {})),
    absent: new Set(),
    hashedWrite: ({ collection, key }) => {
      const hash = written.seals?.[`${collection}:${key}`];
      return hash === undefined ? undefined : { hash, isFirst: written.isRewritten !== true };
    },
    event:
      written.event === undefined
        ? undefined
        : { name: EVENT_NAME, payload: Buffer.from(canonicalJson(written.event)) },
    definitionSequence: undefined,
  };
}

describe('transactionToFacts', () => {
  const key = 'company/AMSP';
  const sealed = { [`seal_AMSP:${key}`]: sealHash(digest) };

  it('proves a fact by the seals of its own transaction', () => {
    const { proven, unproven } = transactionToFacts(
      transaction({ writes: { [key]: bytes }, seals: sealed }),
      scope,
    );
    expect(unproven).to.deep.equal([]);
    expect(proven).to.have.length(1);
    expect(proven[0]).to.deep.include({ digest });
    expect(proven[0]?.fact.body).to.deep.equal(content.body);
  });

  it('proves nothing without a seal, with one of other bytes or another key, or in another collection', () => {
    for (const [seals, reason] of [
      [{}, 'unsealed'],
      [{ [`seal_AMSP:${key}`]: sealHash('00'.repeat(32)) }, 'altered'],
      [{ [`seal_BMSP:${key}`]: sealHash(digest) }, 'unsealed'],
      [{ 'seal_AMSP:company/BMSP': sealHash(digest) }, 'unsealed'],
    ] as const) {
      const judged = transactionToFacts(transaction({ writes: { [key]: bytes }, seals }), scope);
      expect(judged).to.deep.equal({ proven: [], unproven: [{ key, reason }] });
    }
  });

  it('proves a fact once: not where its company seals the same key again', () => {
    const again = transaction({ writes: { [key]: bytes }, seals: sealed, isRewritten: true });
    expect(transactionToFacts(again, scope)).to.deep.equal({
      proven: [],
      unproven: [{ key, reason: 'rewritten' }],
    });
  });

  it('takes no bytes for a fact that are not one of that key', () => {
    const elsewhere = 'company/BMSP';
    for (const [at, value] of [
      [elsewhere, bytes],
      [key, Buffer.from('{}')],
      [key, Buffer.concat([bytes, Buffer.from(' ')])],
    ] as const) {
      const judged = transactionToFacts(transaction({ writes: { [at]: value }, seals: sealed }), scope);
      expect(judged.unproven).to.deep.equal([{ key: at, reason: 'malformed' }]);
    }
  });

  it('leaves views and pointers alone', () => {
    const judged = transactionToFacts(transaction({ writes: { 'view/transport/AMSP/T-1': bytes } }), scope);
    expect(judged).to.deep.equal({ proven: [], unproven: [] });
  });
});

describe('unprovenHints', () => {
  const [proven] = expandFact(
    { fact: createFact({ ...content, ref: 'AMSP', at: 5 }) as never, digest },
    new Set<number>(),
  );
  const judged = { proven: proven === undefined ? [] : [proven], unproven: [] };
  const hintsOf = (events: readonly object[]) => readHints(transaction({ event: { v: 1, events } }));

  it('is silent about what is proven', () => {
    const hints = hintsOf([{ type: 'company.registered', key: 'company/AMSP', digest }]);
    expect(unprovenHints(hints, judged)).to.deep.equal([]);
  });

  it('tells claims of another type, key or digest', () => {
    const claims = [
      { type: 'company.rule', key: 'company/AMSP', digest },
      { type: 'company.registered', key: 'company/BMSP', digest },
      { type: 'company.registered', key: 'company/AMSP', digest: '00'.repeat(32) },
    ];
    expect(unprovenHints(hintsOf(claims), judged).map(({ reason }) => reason)).to.deep.equal([
      'absent',
      'absent',
      'absent',
    ]);
  });

  it('tells an event that it cannot read', () => {
    const unreadable = readHints(transaction({ event: { v: 2, events: [] } }));
    expect(unprovenHints(unreadable, judged)).to.deep.equal([
      { claimedType: undefined, key: undefined, reason: 'unreadable' },
    ]);
    expect(readHints(transaction({}))).to.deep.equal([]);
  });
});
