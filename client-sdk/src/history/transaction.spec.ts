import { status as Grpc } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { KonttiError } from '../errors';
import type { Session } from '../gateway/session';
import { DEFAULT_TIMEOUTS } from '../limits';
import { getTransaction } from './transaction';
import type { LedgerSource } from './transaction';

function processed(code: number): Uint8Array {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setTxId('tx-1');
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  const transaction = new peer.ProcessedTransaction();
  transaction.setTransactionenvelope(envelope);
  transaction.setValidationcode(code);
  return transaction.serializeBinary();
}

/** A peer that answers, or fails with a text. */
function sourceOf(answer: Uint8Array | string): LedgerSource & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const session = {
    ...{ channelName: 'mychannel', mspId: 'AMSP', requireOpen: () => undefined },
    timers: { nowMs: () => 0 },
    timeouts: { ...DEFAULT_TIMEOUTS, outageMs: 0 },
    closed: new AbortController().signal,
    network: {
      getContract: (contract: string) => ({
        newProposal: (name: string, options: { readonly arguments: readonly string[] }) => {
          asked.push([contract, name, ...options.arguments]);
          return {
            evaluate: () => {
              if (typeof answer !== 'string') return Promise.resolve(answer);
              const cause = Object.assign(new Error(answer), { details: answer }) as unknown as ServiceError;
              return Promise.reject(new GatewayError({ code: Grpc.UNKNOWN, details: [], cause }));
            },
          };
        },
      }),
    },
  } as unknown as Session;
  const guard = { requireFresh: () => Promise.resolve() } as unknown as LedgerSource['guard'];
  return { session, guard, asked };
}

describe('getTransaction', () => {
  it('asks the own peer, and names the validation code', async () => {
    const source = sourceOf(processed(peer.TxValidationCode.MVCC_READ_CONFLICT));
    expect(await getTransaction(source, { transactionId: 'tx-1' })).to.deep.equal({
      transactionId: 'tx-1',
      ledgerTime: new Date(0),
      validationCode: 'MVCC_READ_CONFLICT',
      endorsers: [],
    });
    expect(source.asked).to.deep.equal([['qscc', 'GetTransactionByID', 'mychannel', 'tx-1']]);
  });

  it('says that there is none of that id, and nothing else for that', async () => {
    const failureOf = (text: string): Promise<KonttiError> =>
      getTransaction(sourceOf(text), { transactionId: 'tx-2' }).then(
        () => expect.fail('found'),
        (error: unknown) => error as KonttiError,
      );
    const absent = await failureOf('entry not found: no such transaction ID [tx-2] in index');
    expect(absent.message).to.contain('tx-2');
    expect([absent.code, absent.details.transactionId]).to.deep.equal(['TRANSACTION_NOT_FOUND', 'tx-2']);
    expect((await failureOf('disk full')).code).to.equal('NODE_FAILED');
  });
});
