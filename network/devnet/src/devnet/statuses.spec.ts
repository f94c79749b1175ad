import { status } from '@grpc/grpc-js';
import type { Client } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createCompanyAuthority } from '@kontti/fabric-protocol/certificates';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { clientOf, connectClient, submitNow } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import type { Devnet } from './types';

interface Failure {
  readonly code: number;
  readonly details: readonly { mspId: string; address: string; message: string }[];
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('did not fail');
}

const paths = [
  '/gateway.Gateway/Evaluate',
  '/gateway.Gateway/Endorse',
  '/gateway.Gateway/Submit',
  '/gateway.Gateway/CommitStatus',
];

/** Sends bytes as they are. */
function sendRaw(options: {
  grpc: Client;
  path: string;
  bytes: Uint8Array;
  timeoutMs?: number;
}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { grpc, path, bytes, timeoutMs = 10_000 } = options;
    grpc.makeUnaryRequest(
      path,
      (request: Uint8Array) => Buffer.from(request),
      (response: Buffer) => response,
      bytes,
      { deadline: Date.now() + timeoutMs },
      (error, response) => {
        if (error === null && response !== undefined) {
          resolve(response);
        } else {
          reject(error ?? new Error('no response'));
        }
      },
    );
  });
}

describe('statuses of the gateway', () => {
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    devnet = await startKeeperDevnet();
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  it('evaluate passes on what the chaincode refused, with the node that said so', async () => {
    const failure = await failureOf(client.contract.evaluateTransaction('fail', 'no such asset'));
    expect(failure.code).to.equal(status.UNKNOWN);
    expect(failure.details).to.deep.equal([
      {
        address: devnet.company('Org1MSP').endpoint,
        mspId: 'Org1MSP',
        message: 'chaincode response 500, no such asset',
      },
    ]);
  });

  it('endorse passes on what the chaincode refused', async () => {
    const failure = await failureOf(client.contract.submitTransaction('fail', 'sold out'));
    expect(failure.code).to.equal(status.ABORTED);
    expect(failure.details[0]?.message).to.equal('chaincode response 500, sold out');
  });

  it('a chaincode that is not there is a failed precondition', async () => {
    const nowhere = client.network.getContract('nowhere');
    expect((await failureOf(nowhere.evaluateTransaction('get', 'a'))).code).to.equal(
      status.FAILED_PRECONDITION,
    );
    expect((await failureOf(nowhere.submitTransaction('put', 'a', 'b'))).code).to.equal(
      status.FAILED_PRECONDITION,
    );
  });

  it('an identity of a company outside of the channel gets nothing', async () => {
    const stranger = await createCompanyAuthority({
      mspId: 'Org1MSP',
      domain: 'elsewhere.example.com',
      clock: systemClock,
      randomBytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
    });
    const identity = await stranger.issueIdentity({ commonName: 'Stranger', role: 'client' });
    using impostor = connectClient({
      channelId: devnet.channelId,
      company: devnet.company('Org1MSP'),
      identity,
    });
    const evaluated = await failureOf(impostor.contract.evaluateTransaction('get', 'a'));
    expect(evaluated.code).to.equal(status.FAILED_PRECONDITION);
    const events = await impostor.network.getChaincodeEvents('keeper');
    const refused = await failureOf(events[Symbol.asyncIterator]().next());
    expect(refused.code).to.equal(status.PERMISSION_DENIED);
  });

  it('commit status waits for a transaction that is not there yet', async () => {
    const proposal = client.contract.newProposal('put', { arguments: ['later', '1'] });
    const transaction = await proposal.endorse();
    const commit = await transaction.submit();
    const answer = commit.getStatus();
    await devnet.cutBlock();
    expect((await answer).code).to.equal(StatusCode.VALID);
  });

  it('commit status refuses a request whose signature is another', async () => {
    const transaction = await client.contract.newProposal('put', { arguments: ['unsigned', '1'] }).endorse();
    const commit = await transaction.submit();
    await devnet.cutBlock();
    const forged = client.gateway.newSignedCommit(commit.getBytes(), Uint8Array.of(1));
    const failure = await failureOf(forged.getStatus());
    expect(failure.code).to.equal(status.PERMISSION_DENIED);
  });

  it('commit status stops waiting at its deadline', async () => {
    const proposal = client.contract.newProposal('put', { arguments: ['never', '1'] });
    const request = new gateway.CommitStatusRequest();
    request.setChannelId(devnet.channelId);
    request.setTransactionId(proposal.getTransactionId());
    const signer = createSigner(client.identity);
    request.setIdentity(signer.serialized);
    const signed = new gateway.SignedCommitStatusRequest();
    signed.setRequest(request.serializeBinary());
    signed.setSignature(signer.sign(request.serializeBinary()));
    const bytes = signed.serializeBinary();
    const path = '/gateway.Gateway/CommitStatus';
    const failure = await failureOf(sendRaw({ grpc: client.grpc, path, bytes, timeoutMs: 50 }));
    expect(failure.code).to.equal(status.DEADLINE_EXCEEDED);
  });

  it('a transaction that was committed before is a duplicate', async () => {
    const transaction = await client.contract.newProposal('put', { arguments: ['twice', '1'] }).endorse();
    const first = await transaction.submit();
    await devnet.cutBlock();
    expect((await first.getStatus()).code).to.equal(StatusCode.VALID);
    const again = client.gateway.newTransaction(transaction.getBytes());
    await again.submit();
    await devnet.cutBlock();
    const last = await devnet.ledger.getBlock(devnet.ledger.height - 1);
    expect(last?.outcomes.map(({ code }) => code)).to.deep.equal([StatusCode.DUPLICATE_TXID]);
  });

  for (const path of paths) {
    it(`${path} answers malformed bytes as Go's gRPC does, and lives on`, async () => {
      const codeOf = async (...bytes: number[]): Promise<number> =>
        (await failureOf(sendRaw({ grpc: client.grpc, path, bytes: Uint8Array.from(bytes) }))).code;
      expect(await codeOf(0xff, 0xff, 0xff)).to.equal(status.INTERNAL);
      expect(await codeOf(0x0a, 0x7f, 0x01)).to.equal(status.INTERNAL);
      expect(await codeOf()).to.equal(status.INVALID_ARGUMENT);
      const { code } = await submitNow({ devnet, client }, 'put', 'alive', path);
      expect(code).to.equal(StatusCode.VALID);
    });
  }
});
