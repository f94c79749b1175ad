import { Client, credentials } from '@grpc/grpc-js';
import { gateway, msp } from '@hyperledger/fabric-protos';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { DEFAULT_TIMEOUTS } from '../limits';
import { preparedTransaction } from '../testing/scripted-gateway';
import { createSession } from './session';
import type { SessionOptions } from './session';
import type { MessageSigner } from './signing';
import { SYSTEM_TIMERS } from './timers';

const prepared = new gateway.PreparedTransaction();
prepared.setEnvelope(preparedTransaction());
const transaction = {
  getBytes: () => prepared.serializeBinary(),
  getDigest: () => Buffer.from('digest'),
} as unknown as Transaction;

/** A session over a channel that is never used. */
function openSession(signer: MessageSigner, more: Partial<SessionOptions> = {}) {
  const grpcClient = new Client('127.0.0.1:1', credentials.createInsecure());
  let closed = 0;
  const close = grpcClient.close.bind(grpcClient);
  grpcClient.close = () => {
    closed += 1;
    close();
  };
  const session = createSession({
    ...{ grpcClient, signer, mspId: 'AMSP', certificate: Buffer.from('certificate') },
    ...{ channelName: 'mychannel', chaincodeName: 'kontti', timeouts: DEFAULT_TIMEOUTS },
    ...{ timers: SYSTEM_TIMERS, ...more },
  });
  return { session, closed: () => closed };
}

describe('a session', () => {
  it('asks for the status of a transaction by its id, as its own identity', () => {
    const { session } = openSession(() => Buffer.of(1));
    const commit = session.newCommit('tx');
    const signed = gateway.SignedCommitStatusRequest.deserializeBinary(commit.getBytes());
    const request = gateway.CommitStatusRequest.deserializeBinary(signed.getRequest_asU8());
    const identity = msp.SerializedIdentity.deserializeBinary(request.getIdentity_asU8());
    expect(request.toObject()).to.include({ channelId: 'mychannel', transactionId: 'tx' });
    expect(identity.getMspid()).to.equal('AMSP');
    expect(Buffer.from(identity.getIdBytes_asU8()).toString()).to.equal('certificate');
    session.close();
  });

  it('has whatever its signer fails with as an error with a code', async () => {
    const typed = createError('KEY_UNSUPPORTED');
    const failures: readonly (readonly [unknown, string])[] = [
      [new TypeError('the token is gone'), 'SIGNER_FAILED'],
      ['text', 'SIGNER_FAILED'],
      [typed, 'KEY_UNSUPPORTED'],
    ];
    for (const [failure, code] of failures) {
      const { session } = openSession(() => Promise.reject(failure as Error));
      const error: unknown = await session.sign(transaction).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(KonttiError).with.property('code', code);
      if (failure !== typed) expect(error).to.have.property('cause', failure);
      session.close();
    }
    const { session } = openSession(() => Promise.reject(new Error('the token is gone')));
    const error: unknown = await session.sign(transaction).catch((reason: unknown) => reason);
    expect((error as Error).message).to.include('the token is gone');
    session.close();
  });

  it('signs the digest of a transaction', async () => {
    const signed: string[] = [];
    const { session } = openSession((message) => {
      signed.push(Buffer.from(message).toString());
      return Buffer.of(7);
    });
    expect(Buffer.from((await session.sign(transaction)).getResult()).toString()).to.equal('result');
    expect(signed).to.deep.equal(['digest']);
    session.close();
  });

  it('proposes as its own identity, bound to the certificate of its connection where it has one', async () => {
    const tlsClientCertificateHash = Buffer.alloc(32, 9);
    const signed: unknown[] = [];
    const signer: MessageSigner = (message) => {
      signed.push(message.length > 0);
      throw createError('SIGNER_FAILED');
    };
    const [plain, bound] = [openSession(signer), openSession(signer, { tlsClientCertificateHash })];
    const bytesOf = ({ session }: typeof plain) =>
      Buffer.from(session.contract.newProposal('lot:Get').getBytes());
    for (const text of ['AMSP', 'certificate', 'mychannel', 'kontti', 'lot:Get']) {
      expect(bytesOf(plain).includes(text), text).to.equal(true);
    }
    const isBound = ({ session }: typeof plain): boolean => {
      const request = session.network.newBlockEventsRequest({ startBlock: 0n }).getBytes();
      return Buffer.from(request).includes(tlsClientCertificateHash);
    };
    expect([isBound(plain), isBound(bound)]).to.deep.equal([false, true]);
    const failure: unknown = await plain.session.contract
      .newProposal('lot:Get')
      .evaluate()
      .catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'SIGNER_FAILED');
    expect(signed).to.deep.equal([true]);
    for (const { session } of [plain, bound]) session.close();
  });

  it('ends what is under way when it is closed, and the connection with it', () => {
    const { session, closed } = openSession(() => Buffer.of(1));
    session.requireOpen();
    expect([session.closed.aborted, closed()]).to.deep.equal([false, 0]);
    session.close();
    session.close();
    expect(session.closed.aborted).to.equal(true);
    expect(closed()).to.be.greaterThan(0);
    expect(() => session.requireOpen())
      .to.throw(KonttiError)
      .with.property('code', 'CLIENT_CLOSED');
  });

  it('has an observer only where one was given', () => {
    const observer = { call: () => undefined, retry: () => undefined, connection: () => undefined } as never;
    const watched = openSession(() => Buffer.of(1), { observer }).session;
    const { session } = openSession(() => Buffer.of(1));
    expect(watched.observer).to.equal(observer);
    expect(session).to.not.have.property('observer');
    watched.close();
    session.close();
  });
});
