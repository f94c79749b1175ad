import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NetworkError } from '@kontti/fabric-protocol/base';
import { clientOf, textOf } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startDevnet } from './start-devnet';

const contract = (version: string): string => `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async put(ctx, key, value) { await ctx.stub.putState(key, Buffer.from(value)); return '${version}'; }
  async get(ctx, key) { return '${version} ' + Buffer.from(await ctx.stub.getState(key)).toString(); }
  async die() { process.exit(1); }
}
exports.contracts = [Note];
`;

describe('reloading chaincode on a devnet', () => {
  it('runs new code under the same definition and package, on the same state', async () => {
    const path = await mkdtemp(join(__dirname, 'reload-'));
    await writeFile(join(path, 'package.json'), '{"name":"note","version":"1.0.0","main":"index.js"}');
    await writeFile(join(path, 'index.js'), contract('one'));
    await using devnet = await startDevnet({
      companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }],
      batch: { messagesMax: 1 },
    });
    try {
      const deployed = await devnet.deployChaincode({ name: 'note', path });
      using client = await clientOf({ devnet, mspId: 'Org1MSP', chaincode: 'note' });
      const get = async (): Promise<string> => textOf(await client.contract.evaluateTransaction('get', 'k'));
      expect(textOf(await client.contract.submitTransaction('put', 'k', 'kept'))).to.equal('one');
      const { height } = devnet.ledger;
      await writeFile(join(path, 'index.js'), contract('two'));
      await deployed.reload();
      expect(await get()).to.equal('two kept');
      expect(devnet.ledger.height).to.equal(height);
      const died = await client.contract.evaluateTransaction('die').catch((error: unknown) => error);
      expect(died).to.have.property('code', 10);
      await deployed.reload();
      expect(await get()).to.equal('two kept');
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });

  it('is refused where no process runs', async () => {
    await using devnet = await startDevnet({ companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }] });
    const deployed = await devnet.deployChaincode({
      name: 'keeper',
      contracts: { contracts: [KeeperContract] },
    });
    const failure = await deployed.reload().catch((error: unknown) => error);
    expect((failure as NetworkError).code).to.equal('CHAINCODE_SOURCE_INVALID');
  });
});
