import type { JourneyAccrual, JourneyCompensation, JourneySubject } from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import type { OperationContext } from '../operation';
import { acceptSettlement } from './accept-settlement';
import { getBalance } from './get-balance';
import { getClaim } from './get-claim';
import { getLot } from './get-lot';
import { getSettlement } from './get-settlement';
import { getTerms } from './get-terms';
import { getTermsVersion } from './get-terms-version';
import { accrue, compensate } from './issue';
import { journeyOf } from './journey-of';
import { createJourneySecret } from './journey-secret';
import { proposeSettlement } from './propose-settlement';
import { queryClaims } from './query-claims';
import { queryLots } from './query-lots';
import { redeem } from './redeem';
import { setTerms } from './set-terms';
import { transfer } from './transfer';
import { createWallet } from './wallet';
import type { Wallet } from './wallet';

const OPERATIONS = {
  setTerms,
  transfer,
  redeem,
  proposeSettlement,
  acceptSettlement,
  getTerms,
  getTermsVersion,
  getLot,
  getBalance,
  getClaim,
  getSettlement,
};

/** Programmes, lots of points, claims and settlements. */
export type Loyalty = ReturnType<typeof createLoyalty>;

/** Makes the group of operations for one client. */
export function createLoyalty(context: OperationContext) {
  const { channelName: channel, chaincodeName: chaincode } = context.session;
  const journeySecret = createJourneySecret(context);
  const issuing = { ...context, journeySecret };
  return {
    ...bindOperations(context, OPERATIONS),
    accrue: (request: JourneyAccrual, options?: CallOptions) => accrue(issuing, request, options),
    compensate: (request: JourneyCompensation, options?: CallOptions) =>
      compensate(issuing, request, options),
    /** What the ledger shows of a journey (`journey` of its lots), for the own company as its issuer. */
    journeyOf: (journey: JourneySubject, options?: CallOptions) => journeyOf(journeySecret, journey, options),
    queryLots: queryLots(context),
    queryClaims: queryClaims(context),
    /** A holder's wallet whose signatures count on this client's channel and chaincode; a new key unless one is given. */
    wallet: (options: { readonly privateKey?: string } = {}): Wallet =>
      createWallet({ channel, chaincode, ...options }),
  };
}
