import { expect } from 'chai';
import { RangeReadsCollector } from '../state/range-reads';
import { ReadWriteSetBuilder } from './read-write-set-builder';

/** Made by rwsetutil of Fabric v3.1.5 from the operations below. */
const peerBytes = {
  publicHex:
    '12330a0a5f6c6966656379636c6512250a230a1d6e616d657370616365732f6669656c64732f63632f53657175' +
    '656e63651202080112f1030a02636312e5010a090a016112040803100712240a026b3012026b39180122180a0a' +
    '0a026b311204080210010a0a0a026b3212040802100112750a016d12046d3132392a6a083210011a2082cbc98a' +
    '817facdd68ab3dafb2d61749fcb170bf6a96ef4dac14412e65d33e1a1a20bed579a15da06f77c27c2aecc99ca2' +
    '7ee18065607996f37421f26848d2949ab31a20383ea06c43673613469a9e9a947a1fee9042ed4d2c875687b0af' +
    '368906db4b1d1a080a03efbfbf1a01311a090a04f09f98801a013222260a016112190a1456414c49444154494f' +
    '4e5f504152414d4554455212017012060a01781201311ad6010a02633112ad0112260a20189f40034be7a199f1' +
    'fa9891668ee3ab6049f82d38c68be70f596eab2e1857b71001200112440a208254c329a92850f6d539dd376f48' +
    '16ee2764517da5e0235514af433164480d7a1a204c94485e0c21ae6c41ce1dfe7b6bfaceea5ab68e40a2476f50' +
    '208e526f5060801a3d0a208254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a1219' +
    '0a1456414c49444154494f4e5f504152414d455445521201701a204faa5953e5886a18606eaffd24269e093648' +
    '0243e081fd29289c6a8e26507f351a2a0a02633212240a220a208254c329a92850f6d539dd376f4816ee276451' +
    '7da5e0235514af433164480d7a',
  privateHex: '12200a026363121a0a02633112141a050a016a10011a060a016b1a017622030a016b',
};

describe('a read-write set with everything in it', () => {
  it('is encoded to the byte as a peer encodes it', () => {
    const builder = new ReadWriteSetBuilder();
    const namespace = 'cc';
    const policy = Buffer.from('p');
    const version = { blockNumber: 2, txNumber: 1 };
    const read = (keys: readonly string[]) => {
      const collector = new RangeReadsCollector(50);
      for (const key of keys) collector.add(key, version);
      return collector.done();
    };
    builder.addWrite({ namespace, key: '\uffff', value: Buffer.from('1') });
    builder.addWrite({ namespace, key: '\u{1f600}', value: Buffer.from('2') });
    builder.addRead({ namespace, key: 'a' }, { blockNumber: 3, txNumber: 7 });
    const sequence = { namespace: '_lifecycle', key: 'namespaces/fields/cc/Sequence' };
    builder.addRead(sequence, { blockNumber: 1, txNumber: 0 });
    const metadata = new Map([
      ['x', Buffer.from('1')],
      ['VALIDATION_PARAMETER', policy],
    ]);
    builder.addMetadataWrite({ namespace, key: 'a', metadata });
    builder.collection({ namespace, collection: 'c2' }).addRead('k', undefined);
    const collection = builder.collection({ namespace, collection: 'c1' });
    collection.addWrite({ key: 'k', value: Buffer.from('v'), isPurge: false });
    collection.addWrite({ key: 'j', value: new Uint8Array(), isPurge: true });
    collection.addMetadataWrite('k', new Map([['VALIDATION_PARAMETER', policy]]));
    const few = read(['k1', 'k2']);
    builder.addRange({ namespace, startKey: 'k0', endKey: 'k9', isExhausted: true, reads: few });
    const many = read(Array.from({ length: 130 }, (_, index) => `m${index}`));
    builder.addRange({ namespace, startKey: 'm', endKey: 'm129', isExhausted: false, reads: many });

    const { publicBytes, privateBytes } = builder.build();
    expect(Buffer.from(publicBytes).toString('hex')).to.equal(peerBytes.publicHex);
    expect(Buffer.from(privateBytes ?? []).toString('hex')).to.equal(peerBytes.privateHex);
  });
});
