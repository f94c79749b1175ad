import { journeyCommitment, JourneySubject, parseValue } from '@kontti/model';
import type { CallOptions } from '../gateway/call-options';
import { modelToError } from '../operation';
import type { JourneySecret } from './journey-secret';

/** What the ledger shows of a journey, so that the issuer can match lots with its own records. */
export async function journeyOf(
  secret: JourneySecret,
  journey: JourneySubject,
  options: CallOptions = {},
): Promise<string> {
  const subject = checkSubject(journey);
  return journeyCommitment(await secret(options), subject);
}

function checkSubject(journey: JourneySubject): JourneySubject {
  try {
    return parseValue(JourneySubject, journey);
  } catch (error) {
    throw modelToError(error);
  }
}
