import { expect } from 'chai';
import { describeSample } from './describe-sample';
import { createSampleClient, refusalOf } from './sample-client';
import type { SampleNetwork } from './sample-network';
import { useSampleNetwork } from './use-sample-network';

interface Asset {
  readonly Owner: string;
  readonly AppraisedValue: string;
}

const chaincodePath = 'asset-transfer-events/chaincode-javascript';

/** What the sample's contract says of each step. */
const expected = [
  { eventName: 'CreateAsset', Owner: 'Sam', AppraisedValue: '100' },
  { eventName: 'UpdateAsset', Owner: 'Sam', AppraisedValue: '200' },
  { eventName: 'TransferAsset', Owner: 'Mary', AppraisedValue: '200' },
  { eventName: 'DeleteAsset', Owner: 'Mary', AppraisedValue: '200' },
];

describeSample(
  'asset-transfer-events, application in TypeScript, chaincode in JavaScript, unmodified',
  (samples) => {
    const network = useSampleNetwork({
      ...{ samples, namedPorts: true },
      chaincodes: [
        {
          ...{ name: 'events', path: chaincodePath },
          args: ['--signature-policy', "OR('Org1MSP.peer','Org2MSP.peer')"],
        },
        { name: 'majority', path: chaincodePath },
      ],
    });

    it('hears of its transactions, and again from the block of the first', async () => {
      const run = await network().place('asset-transfer-events/application-gateway-typescript');
      const { exitCode, output, errors } = await run().ended;
      expect(exitCode, `${output}\n${errors}`).to.equal(0);
      const names = expected.map(({ eventName }) => eventName);
      expect(
        [...output.matchAll(/\*\*\* (\w+) committed successfully/g)].map(([, name]) => name),
      ).to.deep.equal(names);
      const received = [...output.matchAll(/<-- Chaincode event received: (\w+)/g)].map(([, name]) => name);
      // The application closes this stream at its end, whether the last event came or not.
      expect(received).to.deep.equal(names.slice(0, received.length));
      expect(received.length).to.be.greaterThan(0);
      const replayed = [...output.matchAll(/<-- Chaincode event replayed: (\w+)/g)].map(([, name]) => name);
      expect(replayed).to.deep.equal(names);

      const assetId = /(asset\d+) owned by Sam/.exec(output)?.[1] ?? '';
      await expectOnLedger({ network: network(), assetId });
    });

    it("cannot delete without the policy that its README names: it looks into one company's own collection", async () => {
      const client = await createSampleClient({
        network: network(),
        mspId: 'Org1MSP',
        chaincode: 'majority',
      });
      await client.submit('CreateAsset', 'a', 'blue', '1', 'Sam', '1');
      expect(await refusalOf(client.submit('DeleteAsset', 'a'))).to.contain(
        'no combination of peers can be derived which satisfy the endorsement policy',
      );
      expect(JSON.parse(await client.evaluate('ReadAsset', 'a'))).to.include({ ID: 'a', Owner: 'Sam' });
    });

    async function expectOnLedger(options: { network: SampleNetwork; assetId: string }): Promise<void> {
      const { assetId } = options;
      const client = await createSampleClient({ ...options, mspId: 'Org2MSP', chaincode: 'events' });
      expect(await refusalOf(client.evaluate('ReadAsset', assetId))).to.contain(
        `The asset ${assetId} does not exist`,
      );
      const { gateway } = await options.network.connect({ mspId: 'Org2MSP', user: 'Admin' });
      const channel = gateway.getNetwork(options.network.channelId);
      using events = await openEvents(() => channel.getChaincodeEvents('events', { startBlock: 0n }));
      const heard: unknown[] = [];
      for await (const { eventName, payload } of events.stream) {
        const { Owner, AppraisedValue } = JSON.parse(Buffer.from(payload).toString()) as Asset;
        heard.push({ eventName, Owner, AppraisedValue });
        if (heard.length === expected.length) break;
      }
      expect(heard).to.deep.equal(expected);
    }
  },
);

async function openEvents<T extends { close(): void }>(
  open: () => Promise<T>,
): Promise<Disposable & { readonly stream: T }> {
  const stream = await open();
  return {
    stream,
    [Symbol.dispose]() {
      stream.close();
    },
  };
}
