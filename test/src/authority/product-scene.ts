import type { TestIdentity } from '@kontti/chaincode/testing/identities';
import { COMPANIES, type World } from '@kontti/chaincode/testing/world';

const { caterer, forwarder } = COMPANIES;
const CELL = {
  ...{ classId: `${forwarder}/cell`, name: 'cell', regime: 'challenged', reporters: [] },
};
const CELLS = { classId: CELL.classId, version: 0, serials: ['a', 'b', 'c'] };
const RECALL = { classId: CELL.classId, reason: 'swells', items: [`${forwarder}/cells/0`], batches: [] };

/** The forwarder makes items and recalls one, and the caterer sells that one twice. */
export async function makeProducts({ ledger, admins }: World): Promise<void> {
  const submit = (as: TestIdentity, method: string, request: object) =>
    ledger.submit({ as, method, request });
  await submit(admins.forwarder, 'product:SetClass', { ...CELL, version: 0 });
  await submit(admins.forwarder, 'product:Make', { ...CELLS, ref: 'cells' });
  await submit(admins.forwarder, 'product:Recall', { ...RECALL, ref: 'rc' });
  for (const ref of ['s', 't']) await submit(admins.caterer, 'product:Mark', saleOf(ref));
}

/** A request for each method about products that would succeed for whoever may call it. */
export async function productRequests(
  world: World,
  isMade: boolean,
): Promise<Readonly<Record<string, object>>> {
  return {
    ...(await contradictionOf(world)),
    'product:SetClass': { ...CELL, version: isMade ? 1 : 0 },
    'product:Make': { ...CELLS, ref: 'x' },
    'product:Recall': { ...RECALL, ref: 'x' },
    'product:AnswerRecall': { ref: 'x', recallId: `${forwarder}/rc`, as: 'found', items: [] },
    'product:Mark': saleOf('x'),
    'product:Link': {
      ...{ ref: 'x', kind: 'installed', action: 'add' },
      groups: [{ parent: `${forwarder}/cells/0`, children: [`${forwarder}/cells/1`] }],
    },
  };
}

/** That an item was sold. */
function saleOf(ref: string): object {
  return { ref, marks: [{ items: `${forwarder}/cells/0`, kind: 'sold' }] };
}

/** That it was sold twice, which need not be so. */
async function contradictionOf({ ledger, admins }: World): Promise<Readonly<Record<string, object>>> {
  const evidence = await Promise.all(
    ['s', 't'].map(async (ref, index) => {
      const request = { key: `marks/${caterer}/${ref}` };
      const call = { as: admins.airline, method: 'company:GetFactStatus', request };
      const { result } = await ledger.simulate(call);
      const { digest: fact = String(index).repeat(64) } = result as { readonly digest?: string };
      return { fact, index: 0 };
    }),
  );
  const item = `${forwarder}/cells/0`;
  return { 'product:Contradict': { ref: 'x', kind: 'soldTwice', item, evidence } };
}
