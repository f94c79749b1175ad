import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { testEngines, type TestNetwork } from './engines';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import { createLifecycleClient, type LifecycleClient } from '@kontti/fabric-admin/definitions';

for (const { name: engine, isAvailable, start } of testEngines) {
  describe(`a package on a peer, on ${engine}`, function () {
    let network: TestNetwork | undefined;
    let client: LifecycleClient | undefined;

    before(async function () {
      if (!isAvailable) {
        this.skip();
      }
      network = await start();
      const [company] = network.companies;
      if (company === undefined) throw new Error('No company.');
      const { mspId, endpoint, tlsRootPem: tlsRootCertPem, peerHostAlias: hostAlias } = company;
      client = createLifecycleClient({
        target: { mspId, endpoint, tlsRootCertPem, hostAlias },
        signer: createSigner(company.admin),
        ...{ clock: systemClock, randomBytes },
      });
    });
    after(async () => {
      client?.close();
      await network?.[Symbol.asyncDispose]();
    });

    it('is given back byte for byte once it is installed, and is nothing before', async () => {
      const { packageId, bytes } = await packageChaincode({ label: 'fetched', address: 'localhost:9' });
      expect(await client?.getInstalledPackage(packageId)).to.equal(undefined);
      await client?.install({ packageId, bytes });
      expect(Buffer.from((await client?.getInstalledPackage(packageId)) ?? [])).to.deep.equal(
        Buffer.from(bytes),
      );
    });
  });
}
