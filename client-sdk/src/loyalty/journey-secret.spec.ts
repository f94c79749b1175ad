import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { JOURNEY_SECRET_ATTEMPTS_MAX } from '../limits';
import type { OperationContext } from '../operation';
import { createAnsweringContext } from '../testing/answering-context';
import { createScriptedSession } from '../testing/scripted-session';
import { createJourneySecret } from './journey-secret';

const refusal = (code: string): KonttiError =>
  new KonttiError({ code, stage: 'evaluate', message: code, details: { remedy: '' } });

/** A peer that keeps a secret once somebody made it, or once it has caught up with another system of the company. */
function createPeer(behind: number, refusals: readonly (string | undefined)[] = []) {
  const kept = Buffer.alloc(32, 0xab);
  const seen = { created: 0, found: 0, pauses: 0, isMade: false };
  const { context } = createAnsweringContext(({ name, request, transientData = {} }) => {
    expect([name, request]).to.deep.equal(['loyalty:GetJourneySecret', { mspId: 'AMSP' }]);
    seen.found += 1;
    if (!seen.isMade || seen.created <= behind) throw refusal('NOT_FOUND');
    const { mask = Buffer.alloc(0) } = transientData;
    expect(mask).to.have.length(32);
    const masked = kept.map((byte, index) => byte ^ (mask[index] ?? 0));
    return { masked: Buffer.from(masked).toString('hex') };
  });
  const submits = {
    run: () => {
      const code = refusals[seen.created];
      seen.created += 1;
      seen.isMade = true;
      return code === undefined ? Promise.resolve() : Promise.reject(refusal(code));
    },
  };
  const timers = Object.assign({}, context.session.timers, {
    delay: () => {
      seen.pauses += 1;
      return Promise.resolve();
    },
  });
  const session = Object.assign({}, context.session, { timers });
  const peer = { ...context, session, submits } as unknown as OperationContext;
  return { secret: createJourneySecret(peer), seen, kept };
}

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );

describe('the secret of journeys', () => {
  it('is made by the system that needs it first, and then asked for once', async () => {
    const { secret, seen, kept } = createPeer(0);
    expect(Buffer.from(await secret())).to.deep.equal(kept);
    expect(await secret()).to.equal(await secret());
    expect(seen).to.deep.include({ created: 1, found: 2, pauses: 0 });
  });

  it('is that of the system that was faster, once the own peer has it', async () => {
    const { secret, seen, kept } = createPeer(2, ['ALREADY_EXISTS', 'CONFLICT', 'POLICY_NOT_SATISFIED']);
    expect(Buffer.from(await secret())).to.deep.equal(kept);
    expect(seen).to.deep.include({ created: 3, found: 4, pauses: 2 });
  });

  it('is not waited for without a bound, and asked for again by the next call', async () => {
    const { secret, seen } = createPeer(JOURNEY_SECRET_ATTEMPTS_MAX - 1);
    expect(await codeOf(secret())).to.equal('NOT_FOUND');
    expect(seen).to.include({ created: JOURNEY_SECRET_ATTEMPTS_MAX - 1, found: JOURNEY_SECRET_ATTEMPTS_MAX });
    expect(await codeOf(secret())).to.equal('done');
  });

  it('is made in a transaction that the own peers alone endorse, and sent where nobody else reads it', async () => {
    const timers = { nowMs: () => Date.UTC(2026, 1, 1), random: () => 0, delay: () => Promise.resolve() };
    const gateway = createScriptedSession(timers);
    const masked = Buffer.alloc(32).toString('hex');
    const { context, bounds } = createAnsweringContext(() => {
      if (gateway.submitted.length === 0) throw refusal('NOT_FOUND');
      return { masked };
    });
    const { contract } = context.session;
    const newProposal: typeof contract.newProposal = (name, options) =>
      (name === 'loyalty:GetJourneySecret' ? contract : gateway.context.session.contract).newProposal(
        name,
        options,
      );
    const accepted = { count: 0 };
    const peer = {
      ...{ ...context, submits: gateway.context.submits },
      session: Object.assign({}, gateway.context.session, { mspId: 'AMSP', contract: { newProposal } }),
      guard: { requireAccepted: () => (accepted.count += 1) },
    } as unknown as OperationContext;
    const { signal } = new AbortController();
    expect(await createJourneySecret(peer)({ signal })).to.have.length(32);
    expect(accepted.count, 'questions and submits of a definition that was accepted').to.equal(3);
    expect(bounds.every(({ cancelledBy }) => cancelledBy.includes(signal))).to.equal(true);
    const [[name, proposal] = []] = gateway.asked;
    const { arguments: args, transientData, endorsingOrganizations } = proposal as ProposalOptions;
    expect([name, args, endorsingOrganizations]).to.deep.equal([
      ...['loyalty:CreateJourneySecret', ['{"mspId":"AMSP"}'], ['AMSP']],
    ]);
    expect(Object.keys(transientData ?? {})).to.deep.equal(['secret']);
    expect(transientData?.['secret']).to.have.length(32);
    expect(gateway.asked).to.have.length(1);
  });

  it('fails as the ledger fails', async () => {
    expect(await codeOf(createPeer(0, ['ROLE_MISSING']).secret())).to.equal('ROLE_MISSING');
    const { context } = createAnsweringContext(() => ({ masked: 'no hex' }));
    expect(await codeOf(createJourneySecret(context)())).to.equal('RESULT_MALFORMED');
  });
});
