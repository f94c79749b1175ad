import { ledger } from '@hyperledger/fabric-protos';
import type { IssuedIdentity } from '@kontti/fabric-protocol';
import { deviceRegistered } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork, isJoined } from '../engine/engine';
import { createSigningPeers, forgeCrafted, type CraftedSet } from './crafted';
import { sealedForgery } from './forge';
import { claimsOf, sealStatus } from './observe';
import { alpha, createWorld, type World } from './world';

const { KVRWSet, HashedRWSet } = ledger.rwset.kvrwset;

/** Changes the public part of the set. */
function inPublic(change: (set: ledger.rwset.kvrwset.KVRWSet) => void) {
  return ({ namespace }: CraftedSet): void => {
    const set = KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    change(set);
    namespace.setRwset(set.serializeBinary());
  };
}

/** Changes the hashed part of each collection. */
function inCollections(change: (set: ledger.rwset.kvrwset.HashedRWSet) => void) {
  return ({ namespace }: CraftedSet): void => {
    for (const collection of namespace.getCollectionHashedRwsetList()) {
      const set = HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
      change(set);
      collection.setHashedRwset(set.serializeBinary());
    }
  };
}

const erase = (write: ledger.rwset.kvrwset.KVWrite): ledger.rwset.kvrwset.KVWrite => {
  const erased = write.cloneMessage();
  erased.setIsDelete(true);
  erased.setValue('');
  return erased;
};

const eraseHash = (write: ledger.rwset.kvrwset.KVWriteHash): ledger.rwset.kvrwset.KVWriteHash => {
  const erased = write.cloneMessage();
  erased.setIsDelete(true);
  erased.setValueHash('');
  return erased;
};

const otherHash = (write: ledger.rwset.kvrwset.KVWriteHash): ledger.rwset.kvrwset.KVWriteHash => {
  const other = write.cloneMessage();
  other.setValueHash(Buffer.alloc(32, 7));
  return other;
};

/** Read-write sets that no chaincode makes, by what is done in them. */
const CASES: Readonly<Record<string, (set: CraftedSet) => void>> = {
  'the bytes are written, then deleted': inPublic((set) =>
    set.setWritesList(set.getWritesList().flatMap((write) => [write, erase(write)])),
  ),
  'the bytes are written, then other bytes': inPublic((set) =>
    set.setWritesList(
      set.getWritesList().flatMap((write) => {
        const other = write.cloneMessage();
        other.setValue(Buffer.from('{}'));
        return [write, other];
      }),
    ),
  ),
  'the seal is written, then deleted': inCollections((set) =>
    set.setHashedWritesList(set.getHashedWritesList().flatMap((write) => [write, eraseHash(write)])),
  ),
  'the seal is written, then another': inCollections((set) =>
    set.setHashedWritesList(set.getHashedWritesList().flatMap((write) => [write, otherHash(write)])),
  ),
  'the seal is purged': inCollections((set) => {
    for (const write of set.getHashedWritesList()) write.setIsPurge(true);
  }),
  'the bytes have no value': inPublic((set) => {
    for (const write of set.getWritesList()) write.setValue('');
  }),
  'the policy of the bytes is left out': inPublic((set) => set.setMetadataWritesList([])),
  'the policy of the seal is left out': inCollections((set) => set.setMetadataWritesList([])),
  'the namespace comes twice, and the second deletes the bytes': ({ results, namespace }) => {
    const second = namespace.cloneMessage();
    second.setCollectionHashedRwsetList([]);
    const set = KVRWSet.deserializeBinary(second.getRwset_asU8());
    set.setReadsList([]);
    set.setMetadataWritesList([]);
    set.setWritesList(set.getWritesList().map(erase));
    second.setRwset(set.serializeBinary());
    results.addNsRwset(second);
  },
  'the collection comes twice, and the second deletes the seal': ({ namespace }) => {
    for (const collection of [...namespace.getCollectionHashedRwsetList()]) {
      const second = collection.cloneMessage();
      const set = HashedRWSet.deserializeBinary(second.getHashedRwset_asU8());
      set.setHashedReadsList([]);
      set.setMetadataWritesList([]);
      set.setHashedWritesList(set.getHashedWritesList().map(eraseHash));
      second.setHashedRwset(set.serializeBinary());
      namespace.addCollectionHashedRwset(second);
    }
  },
};

describeOnNetwork('cheating: read-write sets that no chaincode makes', () => {
  let world: World;
  let peers: readonly IssuedIdentity[];
  before(async () => {
    world = await createWorld();
    peers = await createSigningPeers(world.consortium);
  });
  after(() => world[Symbol.asyncDispose]());

  /** What the victim's stream shows of a device of Alpha, and its status at the victim's peer. */
  async function outcomeOf(
    name: string,
    change: (set: CraftedSet) => void,
  ): Promise<{ code: string; isProven: boolean; status: string }> {
    const deviceId = `${alpha}/${name}`;
    const { publicKey } = world.consortium.client(alpha).readings.device({ deviceId });
    const key = deviceRegistered.key.build({ device: deviceId });
    const forgery = sealedForgery(
      { type: 'device.registered', key, body: { publicKey, keyType: 'Ed25519' } },
      [alpha],
    );
    let code = '';
    const claims = await claimsOf(world, async () => {
      code = await forgeCrafted(world.consortium, { forgery, peers, change });
    });
    return { code, isProven: claims.some(({ proven }) => proven), status: await sealStatus(world, key) };
  }

  it('an unchanged set is proven: the control', async () => {
    expect(await outcomeOf('CONTROL', () => undefined)).to.deep.equal({
      code: 'VALID',
      isProven: true,
      status: 'sealed',
    });
  });

  for (const [index, [name, change]] of Object.entries(CASES).entries()) {
    it(`${name}: never proven`, async function () {
      if (isJoined) this.skip();
      const { isProven } = await outcomeOf(`D-${index + 10}`, change);
      expect(isProven).to.equal(false);
    });
  }
});
