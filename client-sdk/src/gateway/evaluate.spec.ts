import { status as Grpc } from '@grpc/grpc-js';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { createPassingTime } from '../testing/passing-time';
import { gatewayFailure } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import type { CallOptions } from './call-options';
import { evaluate } from './evaluate';
import type { Session } from './session';

const down = gatewayFailure(Grpc.UNAVAILABLE, 'no peer');

/** Asks a peer that answers as scripted, and then with bytes. */
async function ask(
  answers: readonly Error[],
  options: CallOptions & {
    readonly transientData?: Readonly<Record<string, Uint8Array>>;
    readonly isOther?: boolean;
  } = {},
  isOpen: () => boolean = () => true,
) {
  const { isOther = false, ...call } = options;
  const left = [...answers];
  const asked: unknown[] = [];
  const observed: unknown[] = [];
  const { timers, pauses } = createPassingTime(0);
  const contractOf = (contract: string) => ({
    newProposal: (name: string, proposed: object) => {
      asked.push([contract, name, proposed]);
      return {
        evaluate: ({ deadline }: { readonly deadline: number }) => {
          asked.push(deadline - timers.nowMs());
          const failure = left.shift();
          return failure === undefined ? Promise.resolve(Buffer.from('answer')) : Promise.reject(failure);
        },
      };
    },
  });
  const session = {
    ...{ mspId: 'AMSP', timers, contract: contractOf('own'), closed: new AbortController().signal },
    timeouts: { evaluateMs: 700, outageMs: 1_000 },
    requireOpen: () => {
      if (!isOpen()) throw createError('CLIENT_CLOSED');
    },
    observer: {
      call: (of: object, work: () => Promise<unknown>) => {
        observed.push(of);
        return work();
      },
      retry: (notice: object) => observed.push(notice),
    },
  };
  const other = isOther ? { contract: contractOf('other') as never } : {};
  const asking = evaluate(session as unknown as Session, {
    name: 'lot:Get',
    args: ['{}'],
    ...other,
    ...call,
  });
  const outcome: unknown = await withinTurns(asking).then(
    (bytes) => Buffer.from(bytes).toString(),
    (error: unknown) => error,
  );
  return { outcome, asked, observed, pauses };
}

describe('a question to the own peers', () => {
  it('goes to them alone, with its arguments and within its time', async () => {
    const { outcome, asked, observed } = await ask([]);
    expect(outcome).to.equal('answer');
    const proposed = { arguments: ['{}'], transientData: {}, endorsingOrganizations: ['AMSP'] };
    expect(asked).to.deep.equal([['own', 'lot:Get', proposed], 700]);
    expect(observed).to.deep.equal([{ kind: 'evaluate', operation: 'lot:Get' }]);
    const transientData = { secret: Buffer.of(1) };
    const other = await ask([], { isOther: true, transientData, timeoutMs: 50 });
    expect(other.asked).to.deep.equal([['other', 'lot:Get', { ...proposed, transientData }], 50]);
  });

  it('is asked again while they are down, and says so', async () => {
    const { outcome, asked, observed, pauses } = await ask([down, down]);
    expect([outcome, pauses, asked.length]).to.deep.equal(['answer', [40, 80], 6]);
    expect(observed.slice(1)).to.deep.equal(
      [1, 2].map((attempt) => ({ reason: 'outage', attempt, operation: 'lot:Get' })),
    );
  });

  it('fails with what they said, at its stage', async () => {
    const { outcome } = await ask([gatewayFailure(Grpc.PERMISSION_DENIED, 'no')]);
    expect(outcome)
      .to.be.instanceOf(KonttiError)
      .and.to.include({ code: 'ACCESS_DENIED', stage: 'evaluate' });
  });

  it('fails as the client does that was closed meanwhile', async () => {
    let looks = 0;
    const { outcome } = await ask([gatewayFailure(Grpc.CANCELLED, 'cancelled')], {}, () => (looks += 1) < 2);
    expect(outcome).to.have.property('code', 'CLIENT_CLOSED');
  });
});
