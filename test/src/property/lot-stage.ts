import { createTestWallet, type TestWallet } from '@kontti/chaincode/testing/lot-wallet';
import { COMPANIES, HOUR_MS, type Company, type World } from '@kontti/chaincode/testing/world';
import { lotsUsedUp } from '@kontti/model';
import { movesOf, recordedLotFacts, recordedLots, type RecordedLot } from './lot-facts';
import { REVERSAL_DAYS } from './lot-invariants';

const { airline, caterer } = COMPANIES;
/** Companies of the histories. */
export const NAMES = Object.keys(COMPANIES) as Company[];

/** The class that moves, and the one of what its pledges secure. */
export const CREDIT = `${airline}/credit`;
export const DEBT = `${airline}/debt`;

/** Each company's class of what it owes. */
export const DEBTS = NAMES.map((name) => `${COMPANIES[name]}/debt`);

const CLASS = {
  ...{ version: 0, unit: 'unit', holders: 'both', transfer: 'free', partners: [], redeemAt: [caterer] },
  ...{ validityDays: 4, reversalDays: REVERSAL_DAYS },
};
/** Wallets of one key, and of two of three. */
export const WALLETS: readonly TestWallet[] = [createTestWallet(), createTestWallet(2, 3)];
/** All who can have lots. */
export const HOLDERS = [
  ...NAMES.map((name) => `company:${COMPANIES[name]}`),
  ...WALLETS.map(({ holder }) => holder),
];

/** Makes both classes, and something to move. */
export async function prepareLots({ ledger, admins }: World): Promise<void> {
  const submit = async (method: string, request: object): Promise<void> => {
    await ledger.submit({ as: admins.airline, method, request });
  };
  await submit('lot:SetClass', { ...CLASS, classId: CREDIT, kind: 'points' });
  const lots = HOLDERS.map((holder) => ({ holder, quantity: '100' }));
  await submit('lot:Issue', { classId: CREDIT, ref: 'first', version: 0, lots });
  const debts = NAMES.map((name) => ({
    ...{ holder: `company:${COMPANIES[name]}`, quantity: '10' },
    dueAt: ledger.nowMs + HOUR_MS,
  }));
  for (const name of NAMES) {
    const as = admins[name];
    const classId = `${COMPANIES[name]}/debt`;
    const conditions = { ...CLASS, classId, kind: 'obligation' };
    await ledger.submit({ as, method: 'lot:SetClass', request: conditions });
    const request = { classId, ref: 'debts', version: 0, lots: debts };
    await ledger.submit({ as, method: 'lot:Issue', request });
  }
}

/** The lots that no recorded move names, all of them where each is named. */
export function freeLots(world: World): RecordedLot[] {
  const facts = recordedLotFacts(world);
  const used = new Set(facts.flatMap(({ fact }) => movesOf(fact).flatMap(({ move }) => lotsUsedUp(move))));
  const lots = recordedLots(facts);
  const free = lots.filter(({ lotId }) => !used.has(lotId));
  return free.length > 0 ? free : lots;
}

/** The company of that MSP id. */
export function nameOf(mspId: string | undefined): Company | undefined {
  return NAMES.find((name) => COMPANIES[name] === mspId);
}
