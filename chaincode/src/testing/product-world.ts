import type { FactReceipt } from '@kontti/model';
import { COMPANIES, createWorld, type Company, type World } from './world';

/** The classes of the specs: the forwarder's are challenged, the airline's is enforced and the caterer reports its steps too. */
export const CHALLENGED = `${COMPANIES.forwarder}/cell`;
export const ENFORCED = `${COMPANIES.airline}/watch`;

/** A world with two classes of products. */
export interface ProductWorld extends World {
  submit(by: Company, method: string, request: unknown): Promise<FactReceipt>;
  refusal(by: Company, method: string, request: unknown): Promise<{ code: string; field: string }>;
  evaluate<T>(method: string, request: unknown): Promise<T>;
}

/** Makes a world with items `ForwarderMSP/cells` (a run of 1,000), `ForwarderMSP/packs` (three) and `AirlineMSP/watches` (three). */
export async function createProductWorld(): Promise<ProductWorld> {
  const world = await createWorld();
  const { ledger, admins } = world;
  const submit: ProductWorld['submit'] = async (by, method, request) =>
    (await ledger.submit({ as: admins[by], method, request })).result as FactReceipt;
  const refusal: ProductWorld['refusal'] = async (by, method, request) =>
    await ledger.refusal({ as: admins[by], method, request });
  const evaluate = async <T>(method: string, request: unknown): Promise<T> =>
    await ledger.evaluate<T>({ as: admins.retailer, method, request });
  const { caterer } = COMPANIES;
  const cell = { name: 'cell', gtin: '04012345000009', regime: 'challenged', reporters: [], runLength: 1000 };
  await submit('forwarder', 'product:SetClass', { ...cell, classId: CHALLENGED, version: 0 });
  const watch = { name: 'watch', regime: 'enforced', reporters: [caterer] };
  await submit('airline', 'product:SetClass', { ...watch, classId: ENFORCED, version: 0 });
  const cells = { classId: CHALLENGED, version: 0, batch: 'B-1' };
  await submit('forwarder', 'product:Make', { ...cells, ref: 'cells', run: { first: 5000, count: 1000 } });
  await submit('forwarder', 'product:Make', { ...cells, ref: 'packs', serials: ['P-1', 'P-2', 'P-3'] });
  const watches = { classId: ENFORCED, version: 0, ref: 'watches', serials: ['W-1', 'W-2', 'W-3'] };
  await submit('airline', 'product:Make', watches);
  return { ...world, submit, refusal, evaluate };
}
