import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { canonicalJson, EVENT_NAME, sealHash, submissionDigest } from '@kontti/model';
import type { FactContent } from '@kontti/model';
import { craftBlock, recordedFact, WRITE_ONCE } from '../testing/crafted-block';
import type { CraftedKey, CraftedSet } from '../testing/crafted-block';
import { decodeBlock } from '../ledger/block-decoder';
import { readHints, unprovenHints } from './hints';
import { transactionToFacts } from './proof';
import type { TransactionFacts } from './proof';

const content: FactContent<'company.places'> = {
  type: 'company.places',
  key: 'places/AMSP/p',
  ref: 'p',
  at: 5,
  body: { places: [{ code: 'FIKVL', name: 'Kouvola', latitudeE6: 1, longitudeE6: 2 }] },
};
const { set, digest, bytes } = recordedFact(content);
const bytesKey = `fact/${sealHash(digest)}`;

function prove(...sets: readonly CraftedSet[]): TransactionFacts {
  const [transaction] = decodeBlock(craftBlock(1, [{ sets }]), 'kontti').transactions;
  return transactionToFacts({ writeSet: transaction?.writeSet });
}

function reasonsOf(...sets: readonly CraftedSet[]): string[] {
  const { proven, unproven } = prove(...sets);
  return [...proven.map(() => 'proven'), ...unproven.map(({ reason }) => reason)];
}

/** The same set, with a change of its public keys or of its private ones. */
function changed(options: {
  readonly from?: CraftedSet;
  readonly publicKeys?: (key: CraftedKey) => readonly CraftedKey[];
  readonly privateKeys?: (key: CraftedKey) => readonly CraftedKey[];
}): CraftedSet {
  const { from = set, publicKeys = (key) => [key], privateKeys = (key) => [key] } = options;
  return {
    ...from,
    keys: (from.keys ?? []).flatMap(publicKeys),
    collections: (from.collections ?? []).map(({ name, keys }) => ({
      name,
      keys: keys.flatMap(privateKeys),
    })),
  };
}

describe('transactionToFacts', () => {
  it('proves a fact by the seals, reads and policies of its own transaction', () => {
    const { proven, unproven } = prove(set);
    expect(unproven).to.deep.equal([]);
    expect(proven).to.have.length(1);
    expect(proven[0]).to.deep.include({ digest });
    expect(proven[0]?.fact.body).to.deep.equal(content.body);
  });

  it('demands each seal, also those of entries, in the voucher’s own collection', () => {
    const keys = ['places/AMSP/p', 'place/AMSP/FIKVL'];
    for (const key of keys) {
      const gone = changed({ privateKeys: (each) => (each.key === key ? [] : [each]) });
      expect(reasonsOf(gone), key).to.deep.equal(['unsealed']);
    }
    const elsewhere = (set.collections ?? []).map((each) => ({ ...each, name: 'seal_BMSP' }));
    expect(reasonsOf({ ...set, collections: elsewhere })).to.deep.equal(['unsealed']);
    expect(reasonsOf({ ...set, collections: [] })).to.deep.equal(['unsealed']);
    const foreign = { ...set, keys: [], namespace: 'other' };
    expect(reasonsOf(foreign, { ...set, collections: [] })).to.deep.equal(['unsealed']);
  });

  it('proves nothing by seals that are deleted, doubled or those of other bytes', () => {
    const twice = (key: CraftedKey): CraftedKey[] => [key, key];
    const thenDeleted = ({ key, ...rest }: CraftedKey): CraftedKey[] => [
      { key, ...rest },
      { key, isDelete: true },
    ];
    const other = (key: CraftedKey): CraftedKey[] => [{ ...key, value: Buffer.from('x') }];
    const deleted = (key: CraftedKey): CraftedKey[] => [{ ...key, isDelete: true }];
    expect(reasonsOf(changed({ privateKeys: twice }))).to.deep.equal(['altered']);
    expect(reasonsOf(changed({ privateKeys: thenDeleted }))).to.deep.equal(['altered']);
    expect(reasonsOf(changed({ privateKeys: other }))).to.deep.equal(['altered']);
    expect(reasonsOf(changed({ privateKeys: deleted }))).to.deep.equal(['unsealed']);
    expect(reasonsOf(changed({ publicKeys: twice }))).to.deep.equal(['altered']);
    expect(reasonsOf(changed({ publicKeys: thenDeleted }))).to.deep.equal(['altered']);
    expect(reasonsOf(changed({ publicKeys: deleted }))).to.deep.equal([]);
  });

  it('proves nothing where a collection or the namespace comes again and takes the seals back', () => {
    const takenBack = changed({
      publicKeys: () => [],
      privateKeys: ({ key }) => [{ key, isDelete: true }],
    });
    expect(reasonsOf(set, takenBack)).to.deep.equal(['altered']);
    expect(reasonsOf(takenBack, set)).to.deep.equal(['altered']);
    const publicTakenBack = { namespace: 'kontti', keys: [{ key: bytesKey, isDelete: true }] };
    expect(reasonsOf(set, publicTakenBack)).to.deep.equal(['altered']);
  });

  it('demands that the seals were read as absent, and that everything is written once', () => {
    const unread = changed({
      privateKeys: ({ key, value, policy = [] }) => [{ key, policy, ...(value && { value }) }],
    });
    expect(reasonsOf(unread)).to.deep.equal(['rewritten']);
    const wasThere = changed({ privateKeys: (key) => [{ ...key, read: [3, 1] }] });
    expect(reasonsOf(wasThere)).to.deep.equal(['rewritten']);
    for (const change of [
      changed({ privateKeys: (key) => [{ ...key, policy: [] }] }),
      changed({ publicKeys: (key) => [{ ...key, policy: [] }] }),
      changed({ publicKeys: (key) => [{ ...key, policy: [['VALIDATION_PARAMETER', Buffer.from('AND')]] }] }),
    ]) {
      expect(reasonsOf(change)).to.deep.equal(['unprotected']);
    }
  });

  it('takes no bytes for a fact that are not the ones that the key names', () => {
    const junk = Buffer.from('{}');
    expect(reasonsOf(changed({ publicKeys: (key) => [{ ...key, value: junk }] }))).to.deep.equal([
      'malformed',
    ]);
    const elsewhere = `fact/${'0'.repeat(64)}`;
    expect(reasonsOf(changed({ publicKeys: (key) => [{ ...key, key: elsewhere }] }))).to.deep.equal([
      'malformed',
    ]);
    const large = Buffer.alloc(2 * 1024 * 1024, '1');
    expect(reasonsOf(changed({ publicKeys: (key) => [{ ...key, value: large }] }))).to.deep.equal([
      'malformed',
    ]);
  });

  it('proves a fact that is stored in another form of its JSON, as peers read it', () => {
    const value = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bytes).toString()), undefined, 1));
    const { proven, unproven } = prove(changed({ publicKeys: (key) => [{ ...key, value }] }));
    expect(unproven).to.deep.equal([]);
    expect(proven.map((each) => each.digest)).to.deep.equal([digest]);
  });

  it('leaves other keys alone', () => {
    expect(reasonsOf({ namespace: 'kontti', keys: [{ key: 'idx/company/x', value: bytes }] })).to.deep.equal(
      [],
    );
    expect(reasonsOf({ namespace: 'kontti', keys: [{ key: 'fact/x', value: bytes }] })).to.deep.equal([]);
  });

  it('calls a type that it does not know unknown', () => {
    const value = Buffer.from(canonicalJson({ v: 1, type: 'device.painted', body: {} }));
    const hash = sealHash(requireDigest(value));
    const reasons = reasonsOf({
      namespace: 'kontti',
      keys: [{ key: `fact/${hash}`, value, policy: WRITE_ONCE }],
    });
    expect(reasons).to.deep.equal(['unknown']);
  });
});

function requireDigest(value: Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}

describe('transactionToFacts of readings', () => {
  const batch = Buffer.from('the bytes of a batch');
  const sha256 = requireDigest(batch);
  const submission: FactContent<'reading.submitted'> = {
    type: 'reading.submitted',
    key: `readings/AMSP/${submissionDigest([sha256])}`,
    ref: 'r',
    at: 5,
    body: {
      batches: [
        {
          format: 2,
          device: 'AMSP/D-1',
          shipment: 'BMSP/S-1',
          firstSequence: 0,
          count: 1,
          from: 1,
          to: 1,
          digest: '11'.repeat(32),
          sha256,
        },
      ],
    },
  };
  const recorded = recordedFact(submission, [batch]).set;

  it('demands the attached bytes, and that the device was not revoked', () => {
    expect(reasonsOf(recorded)).to.deep.equal(['proven']);
    const isAttached = ({ key }: CraftedKey): boolean => key.endsWith('/0');
    const without = changed({ from: recorded, publicKeys: (key) => (isAttached(key) ? [] : [key]) });
    expect(reasonsOf(without)).to.deep.equal(['altered']);
    const unprotected = changed({
      from: recorded,
      publicKeys: (key) => [isAttached(key) ? { ...key, policy: [] } : key],
    });
    expect(reasonsOf(unprotected)).to.deep.equal(['unprotected']);
    const unread = changed({
      from: recorded,
      privateKeys: (key) => (key.key === 'device/AMSP/D-1/revoked' ? [] : [key]),
    });
    expect(reasonsOf(unread)).to.deep.equal(['revoked']);
  });
});

describe('unprovenHints', () => {
  const event = { type: 'company.places', key: 'places/AMSP/p', digest } as const;
  const proven = { ...event, index: 0, vouchers: ['AMSP'], ref: 'p', ledgerTimeMs: 5, body: {} };
  const judged = { proven: [proven], unproven: [] };
  const hintsOf = (events: readonly object[], v = 1) =>
    readHints({ event: { name: EVENT_NAME, payload: Buffer.from(canonicalJson({ v, events })) } });

  it('is silent about what is proven', () => {
    expect(unprovenHints(hintsOf([event]), judged)).to.deep.equal([]);
  });

  it('reports claims of another type, key, digest or entry', () => {
    const claims = [
      { ...event, type: 'company.rule' },
      { ...event, key: 'places/BMSP/p' },
      { ...event, digest: '00'.repeat(32) },
      { ...event, index: 1 },
    ];
    expect(unprovenHints(hintsOf(claims), judged).map(({ reason }) => reason)).to.deep.equal(
      claims.map(() => 'absent'),
    );
  });

  it('reports an event that it cannot read', () => {
    expect(unprovenHints(hintsOf([], 2), judged)).to.deep.equal([
      { claimedType: undefined, key: undefined, reason: 'unreadable' },
    ]);
    expect(readHints({ event: undefined })).to.deep.equal([]);
  });
});
