import { randomBytes } from 'node:crypto';
import { canonicalJson, JOURNEY_SECRET_BYTES, JourneySecretRecord, parseRecord } from '@kontti/model';
import { createError, KonttiError } from '../errors';
import { startBounds, startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import { retryDelayMs } from '../gateway/retry';
import { submit } from '../gateway/submit';
import { JOURNEY_SECRET_ATTEMPTS_MAX } from '../limits';
import type { OperationContext } from '../operation';

/** Finds the secret with which the own company commits to journeys. */
export type JourneySecret = (options?: CallOptions) => Promise<Uint8Array>;

/**
 * The secret is kept in the own company's seals, once for all of its systems: the first one that needs it makes it. It never is an
 * argument, and is answered by the own peer alone, under a mask.
 */
export function createJourneySecret(context: OperationContext): JourneySecret {
  let known: Uint8Array | undefined;
  return async (options = {}) => {
    if (known === undefined) {
      const found = await findOrCreate(context, startCall(options, context.session.timers));
      known = found;
    }
    return known;
  };
}

async function findOrCreate(context: OperationContext, call: StartedCall): Promise<Uint8Array> {
  const { timers } = context.session;
  for (let attempt = 1; attempt < JOURNEY_SECRET_ATTEMPTS_MAX; attempt += 1) {
    const secret = await unlessFailedWith(find(context, call), ['NOT_FOUND']);
    if (secret !== undefined) {
      return secret;
    }
    // Another system may have been faster, and the peer that answers may be a block behind: what is kept is read again.
    await unlessFailedWith(create(context, call), ['ALREADY_EXISTS', 'CONFLICT', 'POLICY_NOT_SATISFIED']);
    if (attempt > 1) {
      await timers.delay(retryDelayMs(attempt, timers), call.signal);
    }
  }
  return await find(context, call);
}

async function find({ session, guard }: OperationContext, call: StartedCall): Promise<Uint8Array> {
  guard.requireAccepted();
  const mask = randomBytes(JOURNEY_SECRET_BYTES);
  const name = 'loyalty:GetJourneySecret';
  const args = [canonicalJson({ mspId: session.mspId })];
  const answer = await evaluate(session, { ...call, name, args, transientData: { mask } });
  const masked = readMasked(answer);
  return masked.map((byte, index) => byte ^ (mask[index] ?? 0));
}

function readMasked(answer: Uint8Array): Uint8Array {
  try {
    const { masked } = parseRecord(JourneySecretRecord, Buffer.from(answer).toString('utf8'));
    return Buffer.from(masked, 'hex');
  } catch (cause) {
    throw createError('RESULT_MALFORMED', { cause });
  }
}

/** What is written is in the own seals alone, so the own peers endorse it alone. */
async function create({ session, guard, submits }: OperationContext, started: StartedCall): Promise<void> {
  guard.requireAccepted();
  const bounds = startBounds(started, session.timers.nowMs());
  const call = {
    name: 'loyalty:CreateJourneySecret',
    args: [canonicalJson({ mspId: session.mspId })],
    transientData: { secret: randomBytes(JOURNEY_SECRET_BYTES) },
    endorsingOrganizations: [session.mspId],
    bounds,
  };
  await submits.run(() => submit(session, call), bounds);
}

async function unlessFailedWith<T>(call: Promise<T>, codes: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof KonttiError && codes.includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}
