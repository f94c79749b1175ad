import { itemRangeOf } from '@kontti/model';
import type { ItemRange } from '@kontti/model';
import type { ProvenEvent } from '@kontti/client-sdk';
import type { Sql } from '../sql/database';
import { insertRow, insertRows } from './projected-row';

/** Items that were made together. */
export async function makeItems(sql: Sql, event: ProvenEvent<'product.made'>): Promise<void> {
  const { key, digest, body, ledgerTime } = event;
  const { classId, batch, place, madeAt, expiresAt, serials, run, rooted } = body;
  await insertRow(sql, 'item_set', {
    ...{ items: key.slice(key.indexOf('/') + 1), class_id: classId, batch, place },
    ...{ made_at: madeAt, expires_at: expiresAt, recorded_at: ledgerTime },
    ...{ count: serials?.length ?? run?.count ?? rooted?.count, first_serial: run?.first, serials },
    digest,
  });
}

/**
 * The power of two, as exponent, that a range fits into. Ranges of an item are looked for size by size, so that few of them are read however
 * long the longest is.
 */
function spanOf({ first, last }: ItemRange): number {
  return Math.ceil(Math.log2(last - first + 1));
}

/** What went into an item; what came out ends the rows that it covers. */
export async function linkItems(sql: Sql, event: ProvenEvent<'product.linked'>): Promise<void> {
  const { key, index: entry, digest, vouchers, ledgerTime, body } = event;
  const parent = itemRangeOf(body.parent);
  if (body.action === 'remove') {
    for (const text of body.children) {
      await endLinks(sql, { parent, range: itemRangeOf(text), by: key, after: body.after });
    }
    return;
  }
  const rows = body.children.map((text, child) => {
    const range = itemRangeOf(text);
    return {
      ...{ fact_key: key, entry, child, kind: body.kind, digest },
      ...{ parent_items: parent.items, parent_number: parent.first },
      ...{ child_items: range.items, child_first: range.first, child_last: range.last, span: spanOf(range) },
      ...{ linked_by: key.split('/')[1] ?? vouchers[0], linked_at: ledgerTime },
    };
  });
  await insertRows(sql, 'item_link', rows);
}

/** A removal of a part of a range leaves the row: rather an item too many in a recall than one too few. */
async function endLinks(
  sql: Sql,
  ended: {
    readonly parent: ItemRange;
    readonly range: ItemRange;
    readonly by: string;
    /** Digest of the link; an enforced item has one link at a time, which is not named. */
    readonly after: string | undefined;
  },
): Promise<void> {
  const { parent, range, by, after } = ended;
  await sql.run(
    `UPDATE item_link SET ended_by = ? WHERE parent_items = ? AND parent_number = ? AND child_items = ?
      AND child_first >= ? AND child_last <= ? AND ended_by IS NULL${after === undefined ? '' : ' AND digest = ?'}`,
    [
      ...[by, parent.items, parent.first, range.items, range.first, range.last],
      ...(after === undefined ? [] : [after]),
    ],
  );
}

/** What became of items. */
export async function markItems(sql: Sql, event: ProvenEvent<'product.marked'>): Promise<void> {
  const { key, index: entry, body, ledgerTime } = event;
  const { items, first, last } = itemRangeOf(body.items);
  const { kind, place, at, to } = body;
  await insertRow(sql, 'item_mark', {
    ...{ fact_key: key, entry, items, first, last, kind, place, at, given_to: to },
    ...{ reported_by: key.split('/')[1], reported_at: ledgerTime },
  });
}

/** A recall, with its ranges; its batches are found by the table `item_set`. */
export async function recallItems(sql: Sql, event: ProvenEvent<'product.recalled'>): Promise<void> {
  const { key, body, ledgerTime, digest } = event;
  const recall_id = key.slice(key.indexOf('/') + 1);
  const { classId: class_id, reason, items, batches } = body;
  await insertRow(sql, 'recall', { recall_id, class_id, reason, batches, recalled_at: ledgerTime, digest });
  for (const [range, text] of items.entries()) {
    const { items: of, first, last } = itemRangeOf(text);
    await insertRow(sql, 'recall_range', { recall_id, range, items: of, first, last });
  }
}

/** What a company did about a recall. */
export async function answerRecall(sql: Sql, event: ProvenEvent<'product.answered'>): Promise<void> {
  const { key, body, ledgerTime } = event;
  const { recallId: recall_id, as: did, items, reason } = body;
  await insertRow(sql, 'recall_answer', {
    ...{ fact_key: key, recall_id, company: key.split('/')[1], did, items, reason, answered_at: ledgerTime },
  });
}
