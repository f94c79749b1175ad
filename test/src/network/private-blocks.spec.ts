import { ledger, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { exchangeBytes } from '@kontti/fabric-protocol/testing/byte-stream';
import { testChannelName as channelId, testEngines } from './engines';
import type { TestNetwork } from './engines';
import { connectClient, type TestClient } from '@kontti/devnet/testing/gateway-client';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import { createSeek } from '@kontti/fabric-protocol/testing/signed-envelope';

const collection = {
  ...{ name: 'shared', policy: "OR('Org1MSP.member', 'Org2MSP.member')", blockToLive: 0 },
  ...{ requiredPeerCount: 0, maxPeerCount: 1, memberOnlyRead: true, memberOnlyWrite: true },
};
const firstOnly = { ...collection, policy: "OR('Org1MSP.member')" };
const collections = [
  collection,
  { ...firstOnly, name: 'first' },
  { ...firstOnly, name: 'open', memberOnlyRead: false },
  { ...firstOnly, name: 'brief', blockToLive: 1 },
];

for (const { name: engine, isAvailable, start } of testEngines) {
  describe(`blocks with private data, on ${engine}`, function () {
    let network: TestNetwork | undefined;
    let clients: TestClient[] = [];

    before(async function () {
      if (!isAvailable) {
        this.skip();
      }
      network = await start();
      await network.deployChaincode({
        ...{ name: 'keeper', collections, signaturePolicy: "OR('Org1MSP.peer', 'Org2MSP.peer')" },
        contracts: { contracts: [KeeperContract] },
      });
      clients = network.companies.map((company) =>
        connectClient({ channelId, company, identity: company.admin }),
      );
    });
    after(async () => {
      for (const client of clients) client[Symbol.dispose]();
      await network?.[Symbol.asyncDispose]();
    });

    /** Submits by the first company's client and peer, and returns the block's number. */
    async function submit(name: string, ...args: string[]): Promise<number> {
      const transientData = { value: `value of ${args[1] ?? ''}` };
      const submitted = await clients[0]?.contract.submitAsync(name, {
        ...{ arguments: args, transientData, endorsingOrganizations: ['Org1MSP'] },
      });
      const status = await submitted?.getStatus();
      expect(status?.code).to.equal(peer.TxValidationCode.VALID);
      return Number(status?.blockNumber);
    }

    /** What the peer of a company shows to a client: collection, key and value. */
    async function show(options: { block: number; at: number; to?: number }): Promise<string[]> {
      const { block, at, to = at } = options;
      const [server, reader] = [clients[at], clients[to]];
      if (server === undefined || reader === undefined) throw new Error('No client.');
      const signer = createSigner(reader.identity);
      const seek = createSeek({
        channelId,
        signer,
        timeMs: Date.now(),
        start: block,
        stop: block,
        waits: true,
      });
      const path = '/protos.Deliver/DeliverWithPrivateData';
      const { messages } = await exchangeBytes({ grpc: server.grpc, path, requests: [seek] });
      const content = peer.DeliverResponse.deserializeBinary(messages[0] ?? new Uint8Array());
      const shown: string[] = [];
      content
        .getBlockAndPrivateData()
        ?.getPrivateDataMapMap()
        .forEach((transaction, place) => {
          for (const namespace of transaction.getNsPvtRwsetList()) {
            for (const set of namespace.getCollectionPvtRwsetList()) {
              const { KVRWSet } = ledger.rwset.kvrwset;
              const writes = KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList();
              const text = writes.map(
                (write) => `${write.getKey()}=${Buffer.from(write.getValue_asU8()).toString()}`,
              );
              shown.push(`${place} ${namespace.getNamespace()} ${set.getCollectionName()} ${text.join()}`);
            }
          }
        });
      return shown;
    }

    it('carry what the company of the peer has, for those who may read it', async () => {
      const shared = await submit('putPrivate', 'shared', 'a');
      expect(await show({ block: shared, at: 0 })).to.deep.equal(['0 keeper shared a=value of a']);
      expect(await show({ block: shared, at: 1 })).to.deep.equal(['0 keeper shared a=value of a']);
      const first = await submit('putPrivate', 'first', 'b');
      expect(await show({ block: first, at: 0 })).to.deep.equal(['0 keeper first b=value of b']);
      expect(await show({ block: first, at: 0, to: 1 })).to.deep.equal([]);
      expect(await show({ block: first, at: 1 })).to.deep.equal([]);
      const open = await submit('putPrivate', 'open', 'c');
      expect(await show({ block: open, at: 0, to: 1 })).to.deep.equal(['0 keeper open c=value of c']);
      expect(await show({ block: open, at: 1 })).to.deep.equal([]);
    });

    it('carry nothing that has expired', async () => {
      const block = await submit('putPrivate', 'brief', 'd');
      expect(await show({ block, at: 0 })).to.deep.equal(['0 keeper brief d=value of d']);
      await submit('put', 'k', '1');
      expect(await show({ block, at: 0 })).to.deep.equal(['0 keeper brief d=value of d']);
      await submit('put', 'k', '2');
      expect(await show({ block, at: 0 })).to.deep.equal([]);
    });

    it('carry nothing that was purged, nor the purge', async () => {
      const block = await submit('putPrivate', 'first', 'e');
      const purge = await submit('purgePrivate', 'first', 'e');
      expect(await show({ block, at: 0 })).to.deep.equal(['0 keeper first ']);
      expect(await show({ block: purge, at: 0 })).to.deep.equal(['0 keeper first ']);
      const again = await submit('putPrivate', 'first', 'e');
      expect(await show({ block: again, at: 0 })).to.deep.equal(['0 keeper first e=value of e']);
    });

    it("carry what a company approved, to its own peer's readers", async () => {
      const approvals = async (at: number): Promise<number> => {
        const found: string[] = [];
        for (let block = 1; block <= 3; block += 1) found.push(...(await show({ block, at })));
        return found.filter((line) => line.includes('_lifecycle _implicit_org_')).length;
      };
      expect([await approvals(0), await approvals(1)]).to.deep.equal([1, 1]);
    });
  });
}
