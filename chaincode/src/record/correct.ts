import {
  JUDGING,
  correctionKey,
  recordCorrected,
  recordIdForm,
  refuseCorrection,
  sealedAt,
  type Correction,
  type CorrectionQuery,
  type CorrectionRecord,
  type FactCorrecting,
  type FactReceipt,
  type Page,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import type { List } from '../kernel/list-entries';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';

/** Corrections of a fact are listed under its key, by ledger time. */
function correctionList(key: string): List {
  return { kind: 'correction', value: key, order: 'time' };
}

/** The calling company says that what it vouched for is wrong. */
export async function correct(ledger: Ledger, request: FactCorrecting): Promise<FactReceipt> {
  const { caller, facts, lists } = ledger;
  const { ref, corrections } = request;
  caller.demand('operator');
  const { type } = recordCorrected;
  const { mspId: company } = caller;
  const key = recordCorrected.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(body, { corrections }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await Promise.all(
    corrections.map((each, index) => demandCorrectable(ledger, each, `corrections[${index}]`)),
  );
  const held = await ledger.append({ type, key, ref, body: { corrections } });
  corrections.forEach(({ key: corrected }, index) => {
    const entry = { id: `${company}/${ref}/${index}`, at: held.fact.at, digest: held.digest };
    lists.add(correctionList(corrected), entry);
  });
  return receiptOf(held);
}

async function demandCorrectable(ledger: Ledger, correction: Correction, path: string): Promise<void> {
  const { mspId: company } = ledger.caller;
  const refusal = await refuseCorrection(ledger.facts, JUDGING, { company, correction });
  if (refusal !== undefined) {
    const { code, field } = refusal;
    throw new ContractError({ code: code === 'FIELD_CONFLICT' ? 'STATE' : code, field: `${path}.${field}` });
  }
  const key = correctionKey(company, correction);
  if ((await ledger.state.getSealHash({ mspId: company, key })) !== undefined) {
    throw new ContractError({ code: 'STATE', field: path, details: { key } });
  }
}

/** The corrections of a fact and of its entries, by ledger time. */
export async function queryCorrections(
  ledger: Ledger,
  query: CorrectionQuery,
): Promise<Page<CorrectionRecord>> {
  const { key: corrected, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: correctionList(corrected),
    pageSize,
    bookmark,
    show: async (id) => {
      const entry = recordIdForm.parse(id);
      if (entry === undefined) return undefined;
      const { company, ref, number } = entry;
      const key = recordCorrected.key.build({ company, ref });
      const sealed = await sealedAt(ledger.facts, recordCorrected, { mspId: company, key });
      const correction = sealed?.fact.body.corrections[number];
      if (sealed === undefined || correction?.key !== corrected) return undefined;
      const verdict = await ledger.facts.judge(sealed);
      if (!verdict.holds || verdict.voidEntries.has(number)) return { rejected: { key, reason: 'void' } };
      const correctedAt = sealed.fact.at;
      const record = { correction, company, correctedAt, ...sourceOf(sealed) };
      return { record, entry: { at: correctedAt, digest: sealed.digest } };
    },
  });
}
