import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import {
  approveOnce,
  commitOnce,
  placeDefinition,
  type WantedDefinition,
  createLifecycleClient,
  type LifecycleClient,
} from '@kontti/fabric-admin/definitions';

async function codeOf(action: Promise<unknown>): Promise<string | undefined> {
  return action.then(
    () => undefined,
    (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
  );
}

describe('one company of several', () => {
  let network: Devnet;
  let clients: LifecycleClient[];
  let chaincodeCount = 0;

  before(async () => {
    network = await startDevnet({
      companies: ['A', 'B', 'C'].map((name) => ({
        mspId: `${name}MSP`,
        domain: `${name.toLowerCase()}.example.com`,
      })),
      batch: { messagesMax: 1 },
    });
    clients = network.companies.map(({ mspId, endpoint, tlsRootPem, peerHostAlias, admin }) =>
      createLifecycleClient({
        target: { mspId, endpoint, tlsRootCertPem: tlsRootPem, hostAlias: peerHostAlias },
        signer: createSigner(admin),
        clock: systemClock,
        randomBytes,
      }),
    );
  });

  after(async () => {
    for (const client of clients) client.close();
    await network.stop();
  });

  function companies(): [LifecycleClient, LifecycleClient, LifecycleClient] {
    const [a, b, c] = clients;
    if (a === undefined || b === undefined || c === undefined) throw new Error('No companies.');
    return [a, b, c];
  }

  function newDefinition(): WantedDefinition {
    chaincodeCount += 1;
    return { channelId: network.channelId, name: `chaincode${chaincodeCount}`, version: '1.0' };
  }

  it('commits only when the governance is satisfied, and says who is missing', async () => {
    const [a, b] = companies();
    const wanted = newDefinition();
    const { definition } = await placeDefinition(a, wanted);
    expect(definition.sequence).to.equal(1);
    await approveOnce(a, { ...definition, packageId: '' });
    const height = network.ledger.height;
    const failure: unknown = await commitOnce(a, wanted).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'APPROVALS_MISSING' });
    expect((failure as NetworkError).details).to.deep.include({
      approved: ['AMSP'],
      missing: ['BMSP', 'CMSP'],
      policy: 'MAJORITY Endorsement',
    });
    expect(network.ledger.height, 'nothing was ordered').to.equal(height);
    await approveOnce(b, { ...definition, packageId: '' });
    expect(await commitOnce(a, wanted)).to.include({ outcome: 'committed' });
  });

  it('repeats nothing', async () => {
    const [a, b, c] = companies();
    const wanted = newDefinition();
    const approval = { ...wanted, sequence: 1, packageId: 'x:1' };
    expect(await approveOnce(a, approval)).to.equal('approved');
    expect(await approveOnce(a, approval)).to.equal('present');
    expect(await approveOnce(a, { ...approval, packageId: 'x:2' })).to.equal('approved');
    await approveOnce(b, approval);
    const both = await Promise.all([commitOnce(a, wanted), commitOnce(b, wanted)]);
    expect(both.map(({ outcome }) => outcome)).to.include('committed');
    expect(await commitOnce(c, wanted)).to.deep.include({ outcome: 'present' });
    const height = network.ledger.height;
    expect((await placeDefinition(c, wanted)).isCommitted).to.equal(true);
    // Who comes late approves what is committed, and that counts as any approval.
    expect(await approveOnce(c, approval)).to.equal('approved');
    expect(await approveOnce(c, approval)).to.equal('present');
    expect(network.ledger.height).to.equal(height + 1);
    expect((await c.queryCommitted({ ...wanted }))?.approvals.get('CMSP')).to.equal(true);
  });

  it('finds the next sequence, and refuses others', async () => {
    const [a, b] = companies();
    const wanted = newDefinition();
    for (const client of [a, b]) await approveOnce(client, { ...wanted, sequence: 1, packageId: '' });
    await commitOnce(a, wanted);
    expect((await placeDefinition(a, { ...wanted, version: '2.0' })).definition.sequence).to.equal(2);
    for (const sequence of [1, 3]) {
      const placing = placeDefinition(a, { ...wanted, version: '2.0', sequence });
      expect(await codeOf(placing), String(sequence)).to.equal('DEFINITION_REFUSED');
    }
    expect(await codeOf(placeDefinition(a, { ...wanted, sequence: 0 }))).to.equal('DEFINITION_REFUSED');
  });
});
