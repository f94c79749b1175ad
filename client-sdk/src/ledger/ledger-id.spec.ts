import { status as Grpc } from '@grpc/grpc-js';
import { expect } from 'chai';
import type { Session } from '../gateway/session';
import { craftBlock } from '../testing/crafted-block';
import { gatewayFailure } from '../testing/scripted-session';
import { readLedgerId } from './ledger-id';

/** A session whose peer answers as a test says, and what it was asked. */
function sessionOf(answer: () => Uint8Array) {
  const asked: unknown[] = [];
  const session = {
    ...{ mspId: 'AMSP', channelName: 'mychannel', closed: new AbortController().signal },
    timers: { nowMs: () => 0, random: () => 0, delay: () => Promise.resolve() },
    timeouts: { evaluateMs: 1_000, outageMs: 0 },
    requireOpen: () => undefined,
    network: {
      getContract: (contract: string) => ({
        newProposal: (name: string, { arguments: args }: { readonly arguments: readonly string[] }) => {
          asked.push([contract, name, ...args]);
          return { evaluate: () => Promise.resolve().then(answer) };
        },
      }),
    },
  };
  return { session: session as unknown as Session, asked };
}

describe('what distinguishes a ledger from others', () => {
  it('is the beginning of the hash of its first block, which is asked for once', async () => {
    const block = craftBlock(0, []);
    block.getHeader()?.setDataHash(Buffer.from('0123456789abcdef'.repeat(4), 'hex'));
    const { session, asked } = sessionOf(() => block.serializeBinary());
    expect(await readLedgerId(session, {})).to.equal('0123456789abcdef');
    expect(await readLedgerId(session, {})).to.equal('0123456789abcdef');
    expect(asked).to.deep.equal([['qscc', 'GetBlockByNumber', 'mychannel', '0']]);
  });

  it('is not known where the peer began with a snapshot, and is not asked for again', async () => {
    const { session, asked } = sessionOf(() => {
      throw gatewayFailure(Grpc.UNKNOWN, 'the ledger is bootstrapped from a snapshot');
    });
    expect([await readLedgerId(session, {}), await readLedgerId(session, {})]).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(asked).to.have.length(1);
  });

  it('is asked for again after a failure, within the bounds of the call', async () => {
    let isDown = true;
    const { session, asked } = sessionOf(() => {
      if (isDown) throw gatewayFailure(Grpc.PERMISSION_DENIED, 'no');
      return craftBlock(0, []).serializeBinary();
    });
    const failure: unknown = await readLedgerId(session, {}).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ACCESS_DENIED');
    isDown = false;
    expect(await readLedgerId(session, {})).to.be.a('string');
    expect(asked).to.have.length(2);
    const other = sessionOf(() => craftBlock(0, []).serializeBinary()).session;
    const late: unknown = await readLedgerId(other, { timeoutMs: 0 }).catch((error: unknown) => error);
    expect(late).to.have.property('code', 'TIMED_OUT');
  });
});
