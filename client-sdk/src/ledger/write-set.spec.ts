import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { ledger } from '@hyperledger/fabric-protos';
import { WRITE_ONCE_POLICY } from '@kontti/model';
import { toWriteSet } from './write-set';
import type { WriteSet } from './write-set';

const { kvrwset } = ledger.rwset;
const sha256 = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();
const valueHash = sha256('value');

interface PublicPart {
  readonly writes?: readonly (readonly [key: string, value: string, isDelete?: boolean])[];
  readonly reads?: readonly (readonly [key: string, version?: readonly [block: number, tx: number]])[];
  /** Each entry's name and value. */
  readonly policies?: readonly (readonly [key: string, ...entries: (readonly [string, Uint8Array])[]])[];
  readonly collections?: readonly ledger.rwset.CollectionHashedReadWriteSet[];
}

interface HashedPart {
  readonly writes?: readonly (readonly [
    key: string,
    change: 'value' | 'nothing' | 'empty' | 'delete' | 'purge',
  ])[];
  readonly readsAbsent?: readonly string[];
  readonly reads?: readonly string[];
  readonly protects?: readonly string[];
}

function toVersion([block, tx]: readonly [number, number]): ledger.rwset.kvrwset.Version {
  const version = new kvrwset.Version();
  version.setBlockNum(block);
  version.setTxNum(tx);
  return version;
}

function toEntry([name, value]: readonly [string, Uint8Array]): ledger.rwset.kvrwset.KVMetadataEntry {
  const entry = new kvrwset.KVMetadataEntry();
  entry.setName(name);
  entry.setValue(value);
  return entry;
}

function toPart(
  { writes = [], reads = [], policies = [], collections = [] }: PublicPart,
  namespace = 'kontti',
): ledger.rwset.NsReadWriteSet {
  const set = new kvrwset.KVRWSet();
  for (const [key, value, isDelete = false] of writes) {
    const write = new kvrwset.KVWrite();
    write.setKey(key);
    write.setValue(Buffer.from(value));
    write.setIsDelete(isDelete);
    set.addWrites(write);
  }
  for (const [key, version] of reads) {
    const read = new kvrwset.KVRead();
    read.setKey(key);
    if (version !== undefined) read.setVersion(toVersion(version));
    set.addReads(read);
  }
  for (const [key, ...entries] of policies) {
    const write = new kvrwset.KVMetadataWrite();
    write.setKey(key);
    write.setEntriesList(entries.map(toEntry));
    set.addMetadataWrites(write);
  }
  const part = new ledger.rwset.NsReadWriteSet();
  part.setNamespace(namespace);
  part.setRwset(set.serializeBinary());
  part.setCollectionHashedRwsetList([...collections]);
  return part;
}

function toCollection(name: string, bytes: Uint8Array): ledger.rwset.CollectionHashedReadWriteSet {
  const collection = new ledger.rwset.CollectionHashedReadWriteSet();
  collection.setCollectionName(name);
  collection.setHashedRwset(bytes);
  return collection;
}

function hashed(
  name: string,
  { writes = [], readsAbsent = [], reads = [], protects = [] }: HashedPart,
): ledger.rwset.CollectionHashedReadWriteSet {
  const set = new kvrwset.HashedRWSet();
  for (const [key, change] of writes) {
    const write = new kvrwset.KVWriteHash();
    write.setKeyHash(sha256(key));
    write.setValueHash(change === 'empty' ? Buffer.of() : change === 'nothing' ? sha256('') : valueHash);
    write.setIsDelete(change === 'delete');
    write.setIsPurge(change === 'purge');
    set.addHashedWrites(write);
  }
  for (const key of [...readsAbsent, ...reads]) {
    const read = new kvrwset.KVReadHash();
    read.setKeyHash(sha256(key));
    if (reads.includes(key)) read.setVersion(toVersion([1, 0]));
    set.addHashedReads(read);
  }
  for (const key of protects) {
    const write = new kvrwset.KVMetadataWriteHash();
    write.setKeyHash(sha256(key));
    write.setEntriesList([toEntry(writeOnce)]);
    set.addMetadataWrites(write);
  }
  return toCollection(name, set.serializeBinary());
}

const writeOnce = ['VALIDATION_PARAMETER', WRITE_ONCE_POLICY] as const;

function setOf(...parts: PublicPart[]): WriteSet {
  const set = toWriteSet(
    parts.map((part) => toPart(part)),
    'kontti',
  );
  if (set === undefined) throw new TypeError('no write set');
  return set;
}

const written = (isProtected: boolean, value = 'v') => ({
  ...{ outcome: 'written', value: Buffer.from(value), isProtected },
});

describe('what a transaction writes', () => {
  it('is that of one namespace, and none where the transaction did nothing there', () => {
    const parts = [toPart({ writes: [['a', '1']] }, 'other'), toPart({ writes: [['b', '2']] })];
    expect(toWriteSet(parts, 'none')).to.equal(undefined);
    expect(toWriteSet([], 'kontti')).to.equal(undefined);
    expect([...(toWriteSet(parts, 'kontti')?.publicKeys() ?? [])]).to.deep.equal(['b']);
  });

  it('joins parts of a namespace that come more than once, each key once, in their order', () => {
    const set = setOf({ writes: [['b', 'v']] }, { writes: [['a', 'v']], policies: [['b', writeOnce]] });
    expect([...set.publicKeys()]).to.deep.equal(['b', 'a']);
    expect(plain(set.publicWrite('b'))).to.deep.equal(written(true));
    expect(plain(set.publicWrite('a'))).to.deep.equal(written(false));
    expect(set.publicWrite('c')).to.equal(undefined);
  });

  it('is protected by the one policy that nobody satisfies, and by nothing else', () => {
    const protectedBy = (...policies: NonNullable<PublicPart['policies']>): unknown =>
      plain(setOf({ writes: [['a', 'v']], policies }).publicWrite('a'));
    expect(protectedBy(['a', writeOnce])).to.deep.equal(written(true));
    for (const policies of [
      [],
      [['b', writeOnce]],
      [['a']],
      [['a', ['VALIDATION_PARAMETER', Buffer.of(1)]]],
      [['a', ['another', WRITE_ONCE_POLICY]]],
      [['a', writeOnce, writeOnce]],
      [
        ['a', writeOnce],
        ['a', writeOnce],
      ],
      [
        ['a', writeOnce],
        ['a', ['VALIDATION_PARAMETER', Buffer.of(1)]],
      ],
    ] satisfies NonNullable<PublicPart['policies']>[]) {
      expect(protectedBy(...policies), JSON.stringify(policies)).to.deep.equal(written(false));
    }
  });

  it('is no write where only a policy is set', () => {
    const set = setOf({ policies: [['a', writeOnce]] });
    expect(set.publicWrite('a')).to.equal(undefined);
    expect([...set.publicKeys()]).to.deep.equal([]);
  });

  it('is deleted by a delete, and by a value that is empty', () => {
    const set = setOf({
      writes: [
        ['a', 'v', true],
        ['b', ''],
      ],
    });
    expect(set.publicWrite('a')).to.deep.equal({ outcome: 'deleted' });
    expect(set.publicWrite('b')).to.deep.equal({ outcome: 'deleted' });
  });

  it('is unclear where a key is written twice, in one part or in two', () => {
    const twice = {
      writes: [
        ['a', 'v'],
        ['a', 'v'],
      ],
    } as const;
    expect(setOf(twice).publicWrite('a')).to.deep.equal({ outcome: 'unclear' });
    const split = setOf({ writes: [['a', 'v', true]] }, { writes: [['a', 'v']] });
    expect(split.publicWrite('a')).to.deep.equal({ outcome: 'unclear' });
  });

  it('names the version that was read, absence, and what was not read', () => {
    const set = setOf({ reads: [['a', [7, 2]], ['b']] });
    expect(set.versionRead('a')).to.deep.equal({ block: 7n, tx: 2 });
    expect(set.versionRead('b')).to.equal('absent');
    expect(set.versionRead('c')).to.equal(undefined);
  });

  describe('of private keys', () => {
    it('is found by the hash of the key, in its collection alone', () => {
      const set = setOf({ collections: [hashed('seal', { writes: [['k', 'value']], protects: ['k'] })] });
      const at = (collection: string, key: string) => plain(set.privateWrite({ collection, key }));
      expect(at('seal', 'k')).to.deep.equal({ outcome: 'written', value: valueHash, isProtected: true });
      expect([at('seal', 'other'), at('another', 'k')]).to.deep.equal([undefined, undefined]);
      expect(set.privateHashes()).to.deep.equal([
        { collection: 'seal', keyHash: sha256('k').toString('hex'), hash: valueHash.toString('hex') },
      ]);
    });

    it('joins parts of a collection, also of two parts of the namespace', () => {
      const set = setOf(
        { collections: [hashed('seal', { writes: [['k', 'value']] }), hashed('seal', { protects: ['k'] })] },
        { collections: [hashed('seal', { readsAbsent: ['k'] })] },
      );
      expect(set.privateWrite({ collection: 'seal', key: 'k' })).to.deep.include({ isProtected: true });
      expect(set.isReadAbsent({ collection: 'seal', key: 'k' })).to.equal(true);
    });

    it('is deleted or unclear as peers add operations up, and such keys have no hash', () => {
      const outcomeOf = (...writes: NonNullable<HashedPart['writes']>): unknown => {
        const set = setOf({ collections: [hashed('seal', { writes })] });
        const outcome = set.privateWrite({ collection: 'seal', key: 'k' })?.outcome;
        expect(set.privateHashes()).to.have.length(outcome === 'written' ? 1 : 0);
        return outcome;
      };
      expect(outcomeOf(['k', 'delete'])).to.equal('deleted');
      expect(outcomeOf(['k', 'empty'])).to.equal('deleted');
      expect(outcomeOf(['k', 'nothing'])).to.equal('deleted');
      expect(outcomeOf(['k', 'purge'])).to.equal('unclear');
      expect(outcomeOf(['k', 'value'], ['k', 'value'])).to.equal('unclear');
      expect(outcomeOf(['k', 'value'])).to.equal('written');
    });

    it('was read as absent only where the transaction read that', () => {
      const set = setOf({ collections: [hashed('seal', { readsAbsent: ['a'], reads: ['b'] })] });
      const isAbsent = (key: string, collection = 'seal') => set.isReadAbsent({ collection, key });
      expect([isAbsent('a'), isAbsent('b'), isAbsent('c'), isAbsent('a', 'other')]).to.deep.equal([
        ...[true, false, false, false],
      ]);
    });

    it('counts for nothing where one set cannot be read', () => {
      const set = setOf({
        collections: [hashed('seal', { writes: [['k', 'value']] }), toCollection('other', Buffer.of(0xff))],
      });
      expect(set.privateWrite({ collection: 'seal', key: 'k' })).to.equal(undefined);
      expect(set.privateHashes()).to.deep.equal([]);
    });
  });
});

/** Bytes as chai compares them. */
function plain(write: unknown): unknown {
  if (typeof write !== 'object' || write === null || !('value' in write)) return write;
  return { ...write, value: Buffer.from(write.value as Uint8Array) };
}
