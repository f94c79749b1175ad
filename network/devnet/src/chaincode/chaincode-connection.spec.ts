import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type Clock, systemClock, NetworkError, findFreePort } from '@kontti/fabric-protocol/base';
import type { Simulator } from '../ledger/types';
import type { Identity } from '@kontti/fabric-protocol/msp';
import { okResponse, replyTo, startFakeChaincode } from '../testing/fake-chaincode';
import type { FakeChaincode, FakeStream } from '../testing/fake-chaincode';
import { createChaincodeConnection } from './chaincode-connection';
import type { ChaincodeConnection } from './chaincode-connection';
import type { ChaincodeCall, ChaincodeHost } from './types';

const { Type } = peer.ChaincodeMessage;
const packageId = 'fake_1.0:00';

const host: ChaincodeHost = {
  collectionAccess: () => Promise.resolve({ read: true, write: false }),
  invoke: () => Promise.reject(new Error('no nested calls here')),
};

/** Only what these tests let the chaincode ask for. */
const simulator = {
  getState: () => Promise.resolve(Buffer.from('stored')),
  putPrivateData: () => Promise.resolve(),
} as unknown as Simulator;

function callOf(txId: string): ChaincodeCall {
  return {
    channelId: 'mychannel',
    txId,
    name: 'fake',
    proposedName: 'fake',
    input: new peer.ChaincodeInput(),
    signedProposal: new peer.SignedProposal(),
    creator: { mspId: 'Org1MSP' } as Identity,
    simulator,
  };
}

/** Timers elapse when the test says so. */
function manualClock(): Clock & { elapse(delayMs: number): void } {
  const timers = new Set<{ delayMs: number; onElapsed: () => void }>();
  return {
    nowMs: () => 0,
    startTimer: (timer) => {
      timers.add(timer);
      return () => timers.delete(timer);
    },
    elapse: (delayMs) => {
      for (const timer of timers) {
        if (timer.delayMs === delayMs) {
          timers.delete(timer);
          timer.onElapsed();
        }
      }
    },
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof NetworkError ? error.code : 'OTHER';
  }
  return 'NONE';
}

describe('a connection to a chaincode process', () => {
  let fake: FakeChaincode | undefined;
  let connection: ChaincodeConnection | undefined;

  afterEach(() => {
    connection?.close();
    fake?.stop();
  });

  /** Connects to a chaincode that treats messages so. */
  async function open(
    onMessage: (message: peer.ChaincodeMessage, stream: FakeStream) => void,
    options: { clock?: Clock; registeredAs?: string } = {},
  ): Promise<(txId: string) => Promise<peer.ChaincodeMessage>> {
    const { clock = systemClock, registeredAs = packageId } = options;
    fake = await startFakeChaincode({ packageId: () => registeredAs, onMessage });
    const opened = createChaincodeConnection({ packageId, target: { address: fake.address }, clock });
    connection = opened;
    return (txId) => opened.execute({ call: callOf(txId), host, isInit: false });
  }

  const complete = (message: peer.ChaincodeMessage, stream: FakeStream): void => {
    stream.write(replyTo(message, { type: Type.COMPLETED, payload: okResponse(message.getTxid()) }));
  };

  it('keeps transactions that run at once apart', async () => {
    const waiting: [peer.ChaincodeMessage, FakeStream][] = [];
    const execute = await open((message, stream) => {
      waiting.push([message, stream]);
      if (waiting.length === 2) {
        waiting.reverse().forEach((entry) => {
          complete(...entry);
        });
      }
    });
    const answers = await Promise.all([execute('a'), execute('b')]);
    expect(answers.map((answer) => answer.getTxid())).to.deep.equal(['a', 'b']);
    expect(fake?.connections).to.equal(1);
  });

  it('serves requests, and answers one that may not be served with an error', async () => {
    const answers: [number, string][] = [];
    const execute = await open((message, stream) => {
      if (message.getType() === Type.TRANSACTION) {
        const get = new peer.GetState();
        get.setKey('k');
        stream.write(replyTo(message, { type: Type.GET_STATE, payload: get.serializeBinary() }));
        return;
      }
      answers.push([message.getType(), Buffer.from(message.getPayload_asU8()).toString()]);
      if (answers.length === 1) {
        const put = new peer.PutState();
        put.setCollection('secret');
        stream.write(replyTo(message, { type: Type.PUT_STATE, payload: put.serializeBinary() }));
      } else {
        complete(message, stream);
      }
    });
    await execute('a');
    expect(answers[0]).to.deep.equal([Type.RESPONSE, 'stored']);
    expect(answers[1]?.[0]).to.equal(Type.ERROR);
  });

  it('gives a hanging transaction up, ignores its late answer and runs the next', async () => {
    const clock = manualClock();
    let late: (() => void) | undefined;
    const execute = await open(
      (message, stream) => {
        if (message.getTxid() === 'slow') {
          late = () => {
            complete(message, stream);
          };
          clock.elapse(30_000);
        } else {
          late?.();
          complete(message, stream);
        }
      },
      { clock },
    );
    expect(await codeOf(execute('slow'))).to.equal('CHAINCODE_FAILED');
    expect((await execute('next')).getTxid()).to.equal('next');
    expect(fake?.connections).to.equal(1);
  });

  it('loses only what ran when the process breaks off, and connects again', async () => {
    const execute = await open((message, stream) => {
      if (message.getTxid() === 'crash') {
        stream.end();
      } else {
        complete(message, stream);
      }
    });
    expect(await codeOf(execute('crash'))).to.equal('CHAINCODE_FAILED');
    expect((await execute('next')).getTxid()).to.equal('next');
    expect(fake?.connections).to.equal(2);
  });

  for (const [what, garbage] of [
    ['bytes that are no message', Uint8Array.of(0xff, 0xff)],
    ['a message that nobody expects', Uint8Array.of(0x08, 0x02)],
  ] as const) {
    it(`survives ${what}`, async () => {
      const execute = await open((message, stream) => {
        if (message.getTxid() === 'garbage') {
          stream.write(garbage);
        } else {
          complete(message, stream);
        }
      });
      expect(await codeOf(execute('garbage'))).to.equal('CHAINCODE_FAILED');
      expect((await execute('next')).getTxid()).to.equal('next');
    });
  }

  it('answers a request whose payload is garbage with an error', async () => {
    const execute = await open((message, stream) => {
      if (message.getType() === Type.TRANSACTION) {
        stream.write(replyTo(message, { type: Type.GET_STATE, payload: Uint8Array.of(0x0a, 0x7f) }));
      } else {
        stream.write(
          replyTo(message, { type: Type.COMPLETED, payload: okResponse(String(message.getType())) }),
        );
      }
    });
    const answer = peer.Response.deserializeBinary((await execute('a')).getPayload_asU8());
    expect(Buffer.from(answer.getPayload_asU8()).toString()).to.equal(String(Type.ERROR));
  });

  it('refuses a process that registers as another package', async () => {
    const execute = await open(complete, { registeredAs: 'other_1.0:00' });
    expect(await codeOf(execute('a'))).to.equal('CHAINCODE_UNAVAILABLE');
  });

  it('finds a process that listens only later', async () => {
    const port = await findFreePort();
    const target = { address: `127.0.0.1:${port}`, dialTimeoutMs: 100 };
    connection = createChaincodeConnection({ packageId, target, clock: systemClock });
    const execution = { call: callOf('a'), host, isInit: false };
    expect(await codeOf(connection.execute(execution))).to.equal('CHAINCODE_UNAVAILABLE');
    fake = await startFakeChaincode({ port, packageId: () => packageId, onMessage: complete });
    expect((await connection.execute(execution)).getTxid()).to.equal('a');
  });
});
