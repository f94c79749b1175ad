import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { clientOf, submitNow, textOf } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import type { Devnet } from './types';
import { useDevnet, type TestHooks } from './use-devnet';

const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];

describe('a suite with a devnet', () => {
  const fixture = useDevnet({
    companies,
    setup: async (devnet) => {
      await devnet.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
      const client = await clientOf({ devnet, mspId: 'Org1MSP' });
      await submitNow({ devnet, client }, 'put', 'a', 'prepared');
      return client;
    },
  });
  let first: Devnet | undefined;

  after(() => {
    fixture.prepared[Symbol.dispose]();
  });

  for (const value of ['one', 'two']) {
    it(`begins with what was prepared, not with what another test left (${value})`, async () => {
      const { devnet, prepared: client } = fixture;
      first ??= devnet;
      expect(devnet).to.equal(first);
      expect(textOf(await client.contract.evaluateTransaction('get', 'a'))).to.equal('prepared');
      await submitNow({ devnet, client }, 'put', 'a', value);
      expect(textOf(await client.contract.evaluateTransaction('get', 'a'))).to.equal(value);
    });
  }
});

describe('hooks of another test runner', () => {
  it('get a network that is stopped in the end, also when the setup fails', async () => {
    const collected: Record<string, () => Promise<void>> = {};
    const collect =
      (name: string) =>
      (run: () => Promise<void>): void => {
        collected[name] = run;
      };
    const hooks: TestHooks = {
      before: collect('before'),
      beforeEach: collect('beforeEach'),
      after: collect('after'),
    };
    let devnet: Devnet | undefined;
    const fixture = useDevnet({ companies, hooks });
    expect(() => fixture.devnet)
      .to.throw(NetworkError)
      .with.property('code', 'NETWORK_ABSENT');
    await collected['before']?.();
    await collected['beforeEach']?.();
    expect(fixture.devnet.ledger.height).to.equal(1);
    await collected['after']?.();
    const stopped = await fixture.devnet.snapshot().catch((error: unknown) => error);
    expect(stopped).to.have.property('code', 'LEDGER_CLOSED');

    const failing = new Error('failing setup');
    useDevnet({
      ...{ companies, hooks },
      setup: (started) => {
        devnet = started;
        return Promise.reject(failing);
      },
    });
    const failure = await collected['before']?.().catch((error: unknown) => error);
    expect(failure).to.equal(failing);
    const closed = await devnet?.snapshot().catch((error: unknown) => error);
    expect(closed).to.have.property('code', 'LEDGER_CLOSED');
    await collected['after']?.();
  });
});
