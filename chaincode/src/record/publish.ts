import {
  ownerOf,
  readCommitment,
  recordErased,
  recordPublished,
  type Commitment,
  type CommitmentPublishing,
  type CommitmentRecord,
  type FactReceipt,
  type RecordErasing,
} from '@kontti/model';
import { demandCallerRegistered } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { placeOf } from './keep';

/** The calling company vouches for commitments to what it keeps: each is the hash that every peer has. */
export async function publish(ledger: Ledger, request: CommitmentPublishing): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, commitments } = request;
  caller.demand('operator');
  const { mspId: company } = caller;
  const { type } = recordPublished;
  const key = recordPublished.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(body, { commitments }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  for (const [index, commitment] of commitments.entries()) {
    await demandKept(ledger, commitment, `commitments[${index}]`);
  }
  const governed = await ledger.governBy('record', { self: company });
  return receiptOf(await ledger.append({ type, key, ref, body: { commitments }, ...governed }));
}

async function demandKept(ledger: Ledger, commitment: Commitment, path: string): Promise<void> {
  demandOwner(ledger.caller, { id: commitment.recordId, field: `${path}.recordId` });
  const hash = await ledger.privates.getHash(placeOf(commitment));
  if (hash === undefined) throw new ContractError({ code: 'NOT_FOUND', field: `${path}.recordId` });
  if (hash !== commitment.commitment) {
    throw new ContractError({ code: 'CONTENT_DIFFERS', field: `${path}.commitment` });
  }
}

/** That a record of the company is erased: it was purged before, so no peer has its hash any more. */
export async function erase(ledger: Ledger, request: RecordErasing): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { recordId, ...body } = request;
  caller.demand('operator');
  demandOwner(caller, { id: recordId, field: 'recordId' });
  const { type } = recordErased;
  const key = recordErased.key.build({ kept: recordId });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (recorded) => isSameContent(recorded, body),
    code: 'ALREADY_EXISTS',
    field: 'recordId',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  if ((await ledger.privates.getHash(placeOf(request))) !== undefined) {
    throw new ContractError({ code: 'STATE', field: 'recordId', details: { rule: 'purged first' } });
  }
  return receiptOf(await ledger.append({ type, key, body }));
}

/** A published commitment. @throws ContractError `NOT_FOUND` */
export async function getCommitment(ledger: Ledger, recordId: string): Promise<CommitmentRecord> {
  const life = await readCommitment(ledger.facts, recordId);
  if (life === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'recordId' });
  const { commitment, sealed, erased } = life;
  return {
    ...toPlain(commitment),
    company: ownerOf(recordId),
    status: erased === undefined ? 'published' : 'erased',
    publishedAt: sealed.fact.at,
    ...(erased === undefined ? {} : { erasedAt: erased.fact.at, reason: erased.fact.body.reason }),
    ...sourceOf(sealed),
  };
}
