import type { FactReceipt } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { takeHeld } from '../lot/held-lots';
import type { LotKey } from '../lot/lot-key';
import { createLots } from '../lot/lots';
import { moveWhole } from '../lot/move-whole';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import { createGiftCode, giftCodeToKey } from './gift-card';
import { RULES } from './requests';
import type { Award, BudgetRequest, RewardProgramme, RewardSpend, TakeBack } from './requests';

/**
 * Rewards of employees: budgets of managers, awards among peers, gift cards. All are lots of wallets, whose keys stay with people; limits are
 * budgets that expire, so nobody counts anything. Writing operations need the role `trade`.
 */
export interface Rewards {
  /**
   * Sets up an own class of rewards, which go on to wallets alone; needs the role `admin`.
   * @example await client.rewards.open({ classId: 'Org1MSP/thanks', unit: 'EUR cent', redeemAt: ['CafeMSP'], validityDays: 365 });
   * @throws SEQUENCE, UNKNOWN_COMPANY, NOT_OWNER, NOT_REGISTERED, ROLE_MISSING, OPTIONS_INVALID
   */
  open(request: RewardProgramme, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Issues budgets to wallets. What is not given away by `until` expires, and with it what was awarded and not redeemed.
   * @example
   * const budgets = [{ holder: manager.holderIn('Org1MSP/thanks'), amount: 10_000n, until: '2026-06-01T00:00:00Z' }];
   * await client.rewards.budget({ classId: 'Org1MSP/thanks', ref: 'may', budgets });
   * @throws UNKNOWN_CLASS, HOLDER_FORBIDDEN, STATE, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  budget(request: BudgetRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Moves a reward from one wallet to another, as its key signs: a grant, an award, a gift card that is loaded. For the issuer.
   * @example await client.rewards.award({ classId: 'Org1MSP/thanks', ref: 'a-7', from: manager, to: holder, amount: 500n });
   * @throws LOTS_INSUFFICIENT, LOT_SPENT, LOT_EXPIRED, HOLDER_FORBIDDEN, SIGNATURE, REF_REUSED, NOT_A_PARTY, ROLE_MISSING, OPTIONS_INVALID
   */
  award(request: Award, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Redeems rewards of a wallet or a gift card, as its key signs, at a company of the class.
   * @example
   * const from = client.rewards.giftCard('7K2QD-…');
   * await client.rewards.redeem({ classId: 'Org1MSP/thanks', ref: 'till-2-881', from, amount: 450n });
   * @throws LOTS_INSUFFICIENT, LOT_SPENT, LOT_EXPIRED, SIGNATURE, REF_REUSED, NOT_A_PARTY, ROLE_MISSING, OPTIONS_INVALID
   */
  redeem(request: RewardSpend, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes back what was issued by mistake and is not spent, within the days of the class. For the issuer.
   * @example await client.rewards.takeBack({ ref: 'back-1', lotId: 'Org1MSP/may/3' });
   * @throws REVERSAL_LATE, LOT_SPENT, UNKNOWN_LOT, NOT_A_PARTY, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  takeBack(request: TakeBack, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns the code of a new gift card: 130 random bits. The code is the key, so it is nowhere but on the card.
   * @example const code = client.rewards.newGiftCard();
   */
  newGiftCard(): string;
  /**
   * Returns the key that a gift card's code is.
   * @example const holder = client.rewards.giftCard(code).holderIn('Org1MSP/thanks');
   * @throws OPTIONS_INVALID for a code of fewer than 130 bits
   */
  giftCard(code: string): LotKey;
}

/** Makes the operations for one client. */
export function createRewards(context: OperationContext): Rewards {
  const { session } = context;
  const lots = createLots(context);
  const spend = async (
    { classId, ref, from, amount, to }: RewardSpend & { readonly to?: string },
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>> => {
    const taking = {
      classId,
      holder: from.holderIn(classId),
      quantity: amount,
      nowMs: session.timers.nowMs(),
    };
    const call = startCall(options, session.timers);
    const taken = await takeHeld(lots, { ...taking, ...(to === undefined ? {} : { to }) }, call);
    const kind = to === undefined ? ('redeem' as const) : ('transfer' as const);
    const signed = from.sign({ classId, ref, kind, ...taken }, { company: session.mspId });
    return await lots.move(signed, call);
  };
  return {
    open: async (request, options) => {
      checkOptions(RULES.open, request);
      const rules = { kind: 'reward', holders: 'wallet', transfer: 'free', toWalletsOnly: true } as const;
      return await lots.setClass({ ...request, version: 0, ...rules, partners: [] }, options);
    },
    budget: async (request, options) => {
      checkOptions(RULES.budget, request);
      const { classId, ref, budgets } = request;
      const call = startCall(options, session.timers);
      const { version } = await lots.getClass({ classId }, call);
      const issued = budgets.map(({ holder, amount: quantity, until: expiresAt }) => ({
        ...{ holder, quantity },
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }));
      return await lots.issue({ classId, ref, version, lots: issued }, call);
    },
    award: async (request, options) => {
      checkOptions(RULES.award, request);
      return await spend(request, options);
    },
    redeem: async (request, options) => {
      checkOptions(RULES.redeem, request);
      return await spend(request, options);
    },
    takeBack: async (request, options) => {
      checkOptions(RULES.takeBack, request);
      return await moveWhole(
        lots,
        { ...request, kind: 'reverse', leaves: true },
        startCall(options, session.timers),
      );
    },
    newGiftCard: createGiftCode,
    giftCard: (code) => lots.key({ privateKey: giftCodeToKey(code) }),
  };
}
