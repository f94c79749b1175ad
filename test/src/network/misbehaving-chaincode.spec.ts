import { expect } from 'chai';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import { testChannelName as channelId, testEngines } from './engines';
import type { TestNetwork } from './engines';
import { connectClient, textOf, type TestClient } from '@kontti/devnet/testing/gateway-client';
import {
  startMisbehavingChaincode,
  type MisbehavingChaincode,
} from '@kontti/devnet/testing/misbehaving-chaincode';

const failedWith = (reason: string): string => `10 error in simulation: ${reason}`;
const terminated = failedWith('failed to execute transaction TX: error sending: chaincode stream terminated');
const other = 'f'.repeat(64);

interface Misbehaviour {
  readonly call: string;
  /** The client's result, or status and details of its failure; the transaction's id is written TX. */
  readonly outcome: string | RegExp;
  /** What the peer answers to a request that belongs to no transaction. */
  readonly stray?: string;
}

const misbehaviours: readonly Misbehaviour[] = [
  { call: 'crash', outcome: terminated },
  { call: 'sendGarbage', outcome: terminated },
  { call: 'sendUnknownType', outcome: terminated },
  { call: 'registerAgain', outcome: terminated },
  {
    call: 'answerGarbage',
    outcome: /^10 error in simulation: failed to unmarshal response for transaction TX/,
  },
  { call: 'answerError', outcome: failedWith('transaction returned with failure: out of order') },
  { call: 'answerTwice', outcome: 'first' },
  { call: 'answerAnother', outcome: 'mine' },
  { call: 'runOn', outcome: 'ok', stray: 'ERROR GET_STATE failed: transaction ID: TX: no ledger context' },
  {
    call: 'askForAnother',
    outcome: 'ok',
    stray: `ERROR GET_STATE failed: transaction ID: ${other}: no ledger context`,
  },
  { call: 'askGarbage', outcome: /^ERROR GET_STATE failed: transaction ID: TX: unmarshal failed: / },
  { call: 'askMany', outcome: /^RESPONSE (?:\n\0){1001}$/ },
  { call: 'askEmptyKey', outcome: 'RESPONSE ' },
  {
    call: 'askClosedIterator',
    outcome: 'ERROR QUERY_STATE_NEXT failed: transaction ID: TX: query iterator not found',
  },
  {
    call: 'purgePublic',
    outcome: 'ERROR PURGE_PRIVATE_DATA failed: transaction ID: TX: only applicable for private data',
  },
  { call: 'keepAlive', outcome: 'ok' },
];

for (const { name: engine, isAvailable, isV2, start } of testEngines) {
  describe(`chaincode that misbehaves, on ${engine}`, function () {
    let network: TestNetwork | undefined;
    let client: TestClient;
    let chaincode: MisbehavingChaincode | undefined;

    before(async function () {
      if (!isAvailable) {
        this.skip();
      }
      network = await start();
      let packageId = '';
      chaincode = await startMisbehavingChaincode(() => packageId);
      const { address } = chaincode;
      ({ packageId } = await packageChaincode({ label: 'wild_1.0', address }));
      await network.deployChaincode({ name: 'wild', address, signaturePolicy: "OR('Org1MSP.peer')" });
      const [company] = network.companies;
      if (company === undefined) throw new Error('No company.');
      client = connectClient({ channelId, company, identity: company.admin, chaincode: 'wild' });
    });
    after(async () => {
      if (network === undefined) return;
      client[Symbol.dispose]();
      chaincode?.stop();
      await network[Symbol.asyncDispose]();
    });

    async function query(call: string): Promise<{ outcome: string; stray: string[] }> {
      const proposal = client.contract.newProposal(call);
      const withoutId = (text: string): string => text.replaceAll(proposal.getTransactionId(), 'TX');
      const stray = (): string[] => (chaincode?.strayAnswers.splice(0) ?? []).map(withoutId);
      try {
        const outcome = withoutId(textOf(await proposal.evaluate()));
        // The answer to a stray request may come after the result: the next call waits for both.
        await client.contract.evaluateTransaction('behave');
        return { outcome, stray: stray() };
      } catch (error) {
        const { code, details } = error as { code: number; details: { message: string }[] };
        return { outcome: withoutId(`${code} ${details[0]?.message ?? ''}`), stray: stray() };
      }
    }

    for (const { call, outcome, stray } of misbehaviours) {
      it(`${call}: costs at most that transaction`, async function () {
        // Reads of several keys came with v3.
        if (isV2 && call === 'askMany') this.skip();
        const answer = await query(call);
        if (typeof outcome === 'string') expect(answer.outcome).to.equal(outcome);
        else expect(answer.outcome).to.match(outcome);
        expect(answer.stray).to.deep.equal(stray === undefined ? [] : [stray]);
        expect((await query('behave')).outcome).to.equal('ok');
      });
    }
  });
}
