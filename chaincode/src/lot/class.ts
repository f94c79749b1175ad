import {
  lotClass,
  readClass,
  readClassVersion,
  type FactReceipt,
  type HeldClass,
  type LotClassChange,
  type LotClassRecord,
  type LotClassRequest,
} from '@kontti/model';
import { demandCallerRegistered, demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandNextVersion } from '../kernel/versions';

/** The issuer's next version of a class: for what is issued from then on, never for lots that are there. */
export async function setClass(ledger: Ledger, request: LotClassChange): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { classId, version, ...conditions } = request;
  caller.demand('admin');
  demandOwner(caller, { id: classId, field: 'classId' });
  const { mspId: issuer } = caller;
  const { type } = lotClass;
  const key = lotClass.key.build({ lotClass: classId, number: version });
  const known = await facts.repeated({
    type,
    mspId: issuer,
    key,
    isSame: (body) => isSameContent(body, conditions),
    code: 'SEQUENCE',
    field: 'version',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  const { nextNumber: expected } = await readClass(facts, classId);
  demandNextVersion(version, expected);
  for (const name of ['partners', 'redeemAt'] as const) {
    for (const [index, mspId] of conditions[name].entries()) {
      await demandCompany(ledger, { mspId, field: `${name}[${index}]` });
    }
  }
  const governed = await ledger.governBy('lot', { self: issuer, issuer });
  return receiptOf(await ledger.append({ type, key, body: conditions, ...governed }));
}

/** The version of a class that is in force. @throws ContractError `UNKNOWN_CLASS` */
export async function demandClass(ledger: Ledger, classId: string): Promise<HeldClass> {
  const { inForce } = await readClass(ledger.facts, classId);
  if (inForce === undefined) throw new ContractError({ code: 'UNKNOWN_CLASS', field: 'classId' });
  return inForce;
}

/** The version in force, or the one that is asked for. @throws ContractError `UNKNOWN_CLASS` */
export async function getClass(ledger: Ledger, request: LotClassRequest): Promise<LotClassRecord> {
  const { classId, version } = request;
  const held =
    version === undefined
      ? await demandClass(ledger, classId)
      : await readClassVersion(ledger.facts, { classId, version });
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_CLASS', field: 'version' });
  return {
    ...toPlain(held.conditions),
    classId,
    version: held.version,
    since: held.sealed.fact.at,
    ...sourceOf(held.sealed),
  };
}
