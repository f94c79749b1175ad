import type { ClassLotRecord, FactReceipt, MoveKind, MoveOutput } from '@kontti/model';
import { orderOf, type TestWallet } from './lot-wallet';
import { COMPANIES, createWorld, type Company, type World } from './world';

/** The class of the specs: the airline's, held by anybody, redeemed at the caterer. */
export const CLASS_ID = `${COMPANIES.airline}/credit`;

/** Its first version. */
export const CLASS = {
  ...{ classId: CLASS_ID, version: 0, kind: 'points', unit: 'credit', holders: 'both', transfer: 'free' },
  ...{ partners: [], redeemAt: [COMPANIES.caterer] },
};

/** A move, with amounts as numbers. */
interface TestMoving {
  readonly classId?: string;
  readonly ref: string;
  readonly kind: MoveKind;
  readonly inputs: readonly string[];
  readonly outputs?: readonly (readonly [holder: string, quantity: number, pledge?: MoveOutput['pledge']])[];
  readonly settles?: string;
  /** The wallet that signs. */
  readonly by?: TestWallet;
  readonly signing?: readonly number[];
}

/** A world with lots. */
export interface LotWorld extends World {
  submit(by: Company, method: string, request: unknown): Promise<FactReceipt>;
  refusal(by: Company, method: string, request: unknown): Promise<{ code: string; field: string }>;
  evaluate<T>(method: string, request: unknown): Promise<T>;
  lot(lotId: string): Promise<ClassLotRecord>;
  issue(ref: string, lots: readonly object[], classId?: string): Promise<FactReceipt>;
  /** The request of a move by a company, with the origins that its inputs have by now. */
  moving(by: Company, move: TestMoving): Promise<object>;
  move(by: Company, move: TestMoving): Promise<FactReceipt>;
  refusedMove(by: Company, move: TestMoving): Promise<string>;
}

/** Makes a world with the class {@link CLASS}. */
export async function createLotWorld(): Promise<LotWorld> {
  const world = await createWorld();
  const { ledger, admins } = world;
  const submit: LotWorld['submit'] = async (by, method, request) =>
    (await ledger.submit({ as: admins[by], method, request })).result as FactReceipt;
  const refusal: LotWorld['refusal'] = async (by, method, request) =>
    await ledger.refusal({ as: admins[by], method, request });
  const evaluate = async <T>(method: string, request: unknown): Promise<T> =>
    await ledger.evaluate<T>({ as: admins.retailer, method, request });
  const lot = async (lotId: string): Promise<ClassLotRecord> => await evaluate('lot:GetLot', { lotId });
  const origin = async (lotId: string): Promise<string> => {
    const { result } = await ledger.simulate({
      as: admins.retailer,
      method: 'lot:GetLot',
      request: { lotId },
    });
    return (result as ClassLotRecord | undefined)?.digest ?? '0'.repeat(64);
  };
  const toInput = async (lotId: string) => ({ lot: lotId, origin: await origin(lotId) });
  const moving: LotWorld['moving'] = async (by, move) => {
    const { classId = CLASS_ID, ref, kind, settles, by: wallet, signing } = move;
    const inputs = await Promise.all(move.inputs.map(toInput));
    const outputs = (move.outputs ?? []).map(([holder, quantity, pledge]) => ({
      ...{ holder, quantity: BigInt(quantity) },
      ...(pledge === undefined ? {} : { pledge }),
    }));
    const request = { classId, ref, kind, inputs, outputs };
    return {
      ...request,
      ...(settles === undefined ? {} : { settles: await toInput(settles) }),
      ...(wallet && { order: orderOf(wallet, { ...request, company: COMPANIES[by] }, signing) }),
    };
  };
  await submit('airline', 'lot:SetClass', CLASS);
  return {
    ...world,
    ...{ submit, refusal, evaluate, lot, moving },
    issue: (ref, lots, classId = CLASS_ID) =>
      submit('airline', 'lot:Issue', { classId, ref, version: 0, lots }),
    move: async (by, move) => await submit(by, 'lot:Move', await moving(by, move)),
    refusedMove: async (by, move) => {
      const { code, field } = await refusal(by, 'lot:Move', await moving(by, move));
      return `${code} ${field}`;
    },
  };
}
