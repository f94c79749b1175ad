import { createHash } from 'node:crypto';
import { ledger } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import { compareKeys } from '../state/compare-keys';
import { RangeReadsCollector } from '../state/range-reads';
import { ReadWriteSetBuilder } from './read-write-set-builder';

const seed = Number(process.env['SEED'] ?? 20_260_101);
const { QueryReads, KVRead, Version } = ledger.rwset.kvrwset;

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

/** A length-delimited protobuf field. */
const field = (number: number, content: Uint8Array | string) => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
};

describe('read-write sets', () => {
  it('sort namespaces and keys, and encode them as peers do', () => {
    const builder = new ReadWriteSetBuilder();
    builder.addWrite({ namespace: 'b', key: 'k2', value: Buffer.from('v') });
    builder.addWrite({ namespace: 'b', key: 'k1', value: new Uint8Array() });
    builder.addRead({ namespace: 'a', key: 'r' }, { blockNumber: 3, txNumber: 1 });
    builder.addRead({ namespace: 'b', key: 'missing' }, undefined);
    const a = field(1, Buffer.concat([field(1, 'r'), field(2, Buffer.from([8, 3, 16, 1]))]));
    const b = Buffer.concat([
      field(1, field(1, 'missing')),
      field(3, Buffer.concat([field(1, 'k1'), Buffer.from([16, 1])])),
      field(3, Buffer.concat([field(1, 'k2'), field(3, 'v')])),
    ]);
    const expected = Buffer.concat([
      field(2, Buffer.concat([field(1, 'a'), field(2, a)])),
      field(2, Buffer.concat([field(1, 'b'), field(2, b)])),
    ]);
    const { publicBytes, privateBytes } = builder.build();
    expect(hex(publicBytes)).to.equal(hex(expected));
    expect(privateBytes).to.equal(undefined);
  });

  it('carry hashes of collections, and the hash of what the members get', () => {
    const builder = new ReadWriteSetBuilder();
    const collection = builder.collection({ namespace: 'n', collection: 'c' });
    collection.addWrite({ key: 'k', value: Buffer.from('v'), isPurge: false });
    const privateSet = field(3, Buffer.concat([field(1, 'k'), field(3, 'v')]));
    const hashed = field(
      2,
      Buffer.concat([field(1, sha256(Buffer.from('k'))), field(3, sha256(Buffer.from('v')))]),
    );
    const { publicBytes, privateBytes } = builder.build();
    const expectedPrivate = field(
      2,
      Buffer.concat([field(1, 'n'), field(2, Buffer.concat([field(1, 'c'), field(2, privateSet)]))]),
    );
    expect(hex(privateBytes)).to.equal(hex(expectedPrivate));
    const [namespace] = ledger.rwset.TxReadWriteSet.deserializeBinary(publicBytes).getNsRwsetList();
    const [found] = namespace?.getCollectionHashedRwsetList() ?? [];
    expect(hex(found?.getHashedRwset_asU8())).to.equal(hex(hashed));
    expect(hex(found?.getPvtRwsetHash_asU8())).to.equal(hex(sha256(privateSet)));
  });

  it('order keys by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).to.equal(
          Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
      }),
      { seed },
    );
    expect(compareKeys('\u{1f600}', '\uffff')).to.be.greaterThan(0);
  });

  describe('of ranges', () => {
    const version = { blockNumber: 1, txNumber: 2 };

    const batchHash = (from: number, to: number) => {
      const reads = new QueryReads();
      for (let index = from; index < to; index += 1) {
        const read = new KVRead();
        read.setKey(`k${index}`);
        const height = new Version();
        height.setBlockNum(1);
        height.setTxNum(2);
        read.setVersion(height);
        reads.addKvReads(read);
      }
      return sha256(reads.serializeBinary());
    };

    const collect = (degree: number, count: number) => {
      const collector = new RangeReadsCollector(degree);
      for (let index = 0; index < count; index += 1) collector.add(`k${index}`, version);
      return collector.done();
    };

    it('list the reads up to the degree', () => {
      const { pending, summary } = collect(3, 3);
      expect(pending).to.have.length(3);
      expect(summary).to.equal(undefined);
    });

    it('summarise more by a tree whose leaves cover one more than the degree', () => {
      const { pending, summary } = collect(3, 9);
      expect(pending).to.have.length(0);
      expect(summary?.getMaxDegree()).to.equal(3);
      expect(summary?.getMaxLevel()).to.equal(1);
      expect(summary?.getMaxLevelHashesList_asU8().map(hex)).to.deep.equal(
        [batchHash(0, 4), batchHash(4, 8), batchHash(8, 9)].map(hex),
      );
    });

    it('grow a level when a level is full, and fold what is left upwards', () => {
      const { summary } = collect(3, 19);
      const leaves = [0, 4, 8, 12, 16].map((from) => batchHash(from, Math.min(from + 4, 19)));
      expect(summary?.getMaxLevel()).to.equal(2);
      expect(summary?.getMaxLevelHashesList_asU8().map(hex)).to.deep.equal(
        [sha256(...leaves.slice(0, 4)), leaves[4] ?? Buffer.alloc(0)].map(hex),
      );
    });
  });
});
