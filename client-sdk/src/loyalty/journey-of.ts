import { journeyCommitment, JourneySubject, parseValue } from '@kontti/model';
import type { CallOptions } from '../gateway/call-options';
import type { JourneySecret } from './journey-secret';

/** What the ledger shows of a journey, so that the issuer can match lots with its own records. */
export async function journeyOf(
  secret: JourneySecret,
  journey: JourneySubject,
  options: CallOptions = {},
): Promise<string> {
  const subject = parseValue(JourneySubject, journey);
  return journeyCommitment(await secret(options), subject);
}
