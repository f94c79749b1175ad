import {
  productClass,
  readProductClass,
  readProductClassVersion,
  type FactReceipt,
  type HeldProductClass,
  type ProductClassChange,
  type ProductClassRecord,
  type ProductClassRequest,
} from '@kontti/model';
import { demandCallerRegistered, demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandNextVersion } from '../kernel/versions';

/** The maker's next version of a class: for what is made from then on, never for items that are there. */
export async function setProductClass(ledger: Ledger, request: ProductClassChange): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { classId, version, ...conditions } = request;
  caller.demand('admin');
  demandOwner(caller, { id: classId, field: 'classId' });
  const { mspId: self } = caller;
  const { type } = productClass;
  const key = productClass.key.build({ productClass: classId, number: version });
  const known = await facts.repeated({
    type,
    mspId: self,
    key,
    isSame: (body) => isSameContent(body, conditions),
    code: 'SEQUENCE',
    field: 'version',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  const { nextNumber: expected } = await readProductClass(facts, classId);
  demandNextVersion(version, expected);
  for (const [index, mspId] of conditions.reporters.entries()) {
    await demandCompany(ledger, { mspId, field: `reporters[${index}]` });
  }
  const governed = await ledger.governBy('product', { self });
  return receiptOf(await ledger.append({ type, key, body: conditions, ...governed }));
}

/** The version of a class that is in force. @throws ContractError `UNKNOWN_PRODUCT` */
export async function demandProductClass(ledger: Ledger, classId: string): Promise<HeldProductClass> {
  const { inForce } = await readProductClass(ledger.facts, classId);
  if (inForce === undefined) throw new ContractError({ code: 'UNKNOWN_PRODUCT', field: 'classId' });
  return inForce;
}

/** The version in force, or the one that is asked for. @throws ContractError `UNKNOWN_PRODUCT` */
export async function getProductClass(
  ledger: Ledger,
  request: ProductClassRequest,
): Promise<ProductClassRecord> {
  const { classId, version } = request;
  const held =
    version === undefined
      ? await demandProductClass(ledger, classId)
      : await readProductClassVersion(ledger.facts, { classId, version });
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_PRODUCT', field: 'version' });
  const { fact } = held.sealed;
  return {
    ...toPlain(held.conditions),
    classId,
    version: held.version,
    since: fact.at,
    ...sourceOf(held.sealed),
  };
}
