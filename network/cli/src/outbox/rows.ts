import type { OutboxEntry } from '@kontti/client-sdk';
import type { Terminal } from '../options/terminal';
import { openExistingOutbox, type StorePlace } from './open-outbox';

/** `kontti outbox count` */
export async function countRows(place: StorePlace, terminal: Terminal): Promise<void> {
  await using outbox = await openExistingOutbox(place);
  const counts = await outbox.count();
  const text = Object.entries(counts).map(([state, count]) => `${state} ${count}`);
  terminal.result({ text: text.join(', '), json: { event: 'counted', ...counts } });
}

/** `kontti outbox pending` and `failed` */
export async function listRows(
  which: 'pending' | 'failed',
  place: StorePlace,
  terminal: Terminal,
): Promise<void> {
  await using outbox = await openExistingOutbox(place);
  let rows = 0;
  for await (const entry of outbox[which]()) {
    rows += 1;
    terminal.result({ text: entryToText(entry), json: { event: 'row', ...entry }, isPlain: true });
  }
  if (rows === 0) terminal.note(`no row is ${which}`);
}

/** `kontti outbox retry` and `drop` */
export async function changeRow(
  change: 'retry' | 'drop',
  { id, ...place }: StorePlace & { readonly id: string },
  terminal: Terminal,
): Promise<void> {
  await using outbox = await openExistingOutbox(place);
  await outbox[change]({ id });
  const done = change === 'retry' ? 'taken up again' : 'removed';
  terminal.result({
    text: `${done}: ${id}`,
    json: { event: change === 'retry' ? 'retried' : 'dropped', id },
  });
}

function entryToText({
  id,
  key,
  operation,
  state,
  attempts,
  addedAt,
  transactionId,
  reason,
}: OutboxEntry): string {
  const first = `${id}  ${state}  ${operation}  key ${key}  added ${addedAt.toISOString()}  tries ${attempts}`;
  return [
    first,
    ...(transactionId === undefined ? [] : [`  transaction ${transactionId}`]),
    ...(reason === undefined ? [] : [`  ${reason.code}  ${reason.message}`]),
  ].join('\n');
}
