import { bindOperations } from '../bind';
import type { OperationContext } from '../operation';
import { acceptSettlement } from './accept-settlement';
import { accrue } from './accrue';
import { compensate } from './compensate';
import { getBalance } from './get-balance';
import { getClaim } from './get-claim';
import { getLot } from './get-lot';
import { getSettlement } from './get-settlement';
import { getTerms } from './get-terms';
import { getTermsVersion } from './get-terms-version';
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
  accrue,
  compensate,
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
  return {
    ...bindOperations(context, OPERATIONS),
    queryLots: queryLots(context),
    queryClaims: queryClaims(context),
    /** A holder's wallet whose signatures count on this client's channel and chaincode; a new key unless one is given. */
    wallet: (options: { readonly privateKey?: string } = {}): Wallet =>
      createWallet({ channel, chaincode, ...options }),
  };
}
