import {
  readAnchoring,
  recordIdForm,
  type Anchor,
  type AnchoredRecord,
  type AnchoringRecord,
  type Page,
  type RecordQuery,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import { listByTime, type List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { sourceOf } from '../kernel/receipt';
import { toAnchoredRecord } from './anchored-record';

/** Lists of records name the fact that anchored them, once, and are ordered by its ledger time. */
function recordList(kind: string, value?: string): List {
  return listByTime(`record/${kind}`, value);
}

/** Lists what a company anchored: under itself, under counterparties, under references. */
export function listAnchoring(
  lists: Lists,
  anchored: {
    readonly company: string;
    readonly ref: string;
    readonly anchors: readonly Anchor[];
    readonly at: number;
    readonly digest: string;
  },
): void {
  const { company, ref, anchors, at, digest } = anchored;
  const companies = new Set([company, ...anchors.flatMap(({ counterparty }) => counterparty ?? [])]);
  const references = new Set(anchors.flatMap((each) => each.references));
  const all = [
    recordList('time'),
    ...[...companies].map((each) => recordList('company', each)),
    ...[...references].map((each) => recordList('reference', each)),
  ];
  for (const list of all) lists.add(list, { id: `${company}/${ref}`, at, digest });
}

/** What companies anchored, with those of its records that match, by ledger time. */
export async function queryRecords(ledger: Ledger, query: RecordQuery): Promise<Page<AnchoringRecord>> {
  const { from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: chooseList(query),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const { company, ref } = recordIdForm.parse(`${id}/0`) ?? {};
      if (company === undefined || ref === undefined) return undefined;
      const found = await readAnchoring(ledger.facts, { company, ref });
      if (found === undefined || 'rejected' in found) return found;
      const { found: sealed } = found;
      const shown = await Promise.all(
        sealed.fact.body.anchors.map((anchor, number) => {
          const recordId = recordIdForm.build({ company, ref, number });
          return toAnchoredRecord(ledger, { recordId, company, anchor, sealed });
        }),
      );
      const records = shown.filter((record) => isMatch(record, query));
      if (records.length === 0) return undefined;
      const anchoredAt = sealed.fact.at;
      const record = { company, ref, records, anchoredAt, ...sourceOf(sealed) };
      return { record, entry: { at: anchoredAt, digest: sealed.digest } };
    },
  });
}

function isMatch(record: AnchoredRecord, { company, reference, status }: RecordQuery): boolean {
  return (
    (company === undefined || record.company === company || record.counterparty === company) &&
    (reference === undefined || record.references.includes(reference)) &&
    (status === undefined || record.status === status)
  );
}

/** The list that is likely to be shortest. */
function chooseList({ company, reference }: RecordQuery): List {
  if (reference !== undefined) return recordList('reference', reference);
  return company === undefined ? recordList('time') : recordList('company', company);
}
