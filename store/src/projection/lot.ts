import type { ProvenEvent } from '@kontti/client-sdk';
import type { Sql } from '../sql/database';
import { insertRow, updateRow } from './projected-row';

/** Company and reference in a key like `moves/<company>/<ref>`. */
function placeOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** A version of a programme's terms: `terms/<programme>/<number>`. */
export async function setTerms(sql: Sql, event: ProvenEvent<'loyalty.terms'>): Promise<void> {
  const { of: programme, version } = versionOf(event.key);
  const { body: terms, digest, ledgerTime: in_force_from } = event;
  await insertRow(sql, 'programme', { programme, version, terms: toJson(terms), in_force_from, digest });
}

/** A version of a class of lots: `class/<class>/<number>`. */
export async function setLotClass(sql: Sql, event: ProvenEvent<'lot.class'>): Promise<void> {
  const { of: class_id, version } = versionOf(event.key);
  const { body: definition, digest, ledgerTime: in_force_from } = event;
  await insertRow(sql, 'lot_class', {
    class_id,
    version,
    definition: toJson(definition),
    in_force_from,
    digest,
  });
}

/** Points that were booked for a journey. */
export async function bookPoints(sql: Sql, event: ProvenEvent<'loyalty.lots'>): Promise<void> {
  const { lotId: lot_id, programme, holder, amount: quantity, expiresAt: expires_at } = event.body;
  const made = { made_by: event.key, made_at: event.ledgerTime };
  await insertRow(sql, 'lot', {
    lot_id,
    kind: 'points',
    class_id: programme,
    holder,
    quantity,
    expires_at,
    ...made,
  });
}

/** Points that were moved or redeemed, and what the issuer owes for them. */
export async function spendPoints(sql: Sql, event: ProvenEvent<'loyalty.spent'>): Promise<void> {
  const { key, ledgerTime, body } = event;
  const { programme, inputs, outputs, claim } = body;
  const place = placeOf(key);
  await spend(sql, event, inputs);
  for (const [index, { holder, amount: quantity, expiresAt: expires_at }] of outputs.entries()) {
    const made = { lot_id: `${place}/s${index}`, made_by: key, made_at: ledgerTime };
    await insertRow(sql, 'lot', {
      ...made,
      kind: 'points',
      class_id: programme,
      holder,
      quantity,
      expires_at,
    });
  }
  if (claim !== undefined) {
    const { creditor, currency, minor } = claim;
    const debtor = programme.slice(0, programme.indexOf('/'));
    await insertRow(sql, 'claim', {
      ...{ claim_id: place, programme, debtor, creditor, currency, minor, claimed_at: ledgerTime },
    });
  }
}

/** Claims that two companies netted. */
export async function settleClaims(sql: Sql, event: ProvenEvent<'loyalty.settled'>): Promise<void> {
  for (const { claim } of event.body.marks) {
    await updateRow(sql, 'claim', {
      where: { claim_id: claim },
      set: { settled_by: event.key, settled_at: event.ledgerTime },
    });
  }
}

/** Lots of a class that were issued. */
export async function issueLot(sql: Sql, event: ProvenEvent<'lot.issued'>): Promise<void> {
  const { lotId: lot_id, classId, ...lot } = event.body;
  await insertRow(sql, 'lot', {
    ...{ lot_id, kind: 'class', class_id: classId, holder: lot.holder, quantity: lot.quantity },
    ...{ expires_at: lot.expiresAt, due_at: lot.dueAt, shipment_id: lot.shipment, subject: lot.subject },
    ...{ made_by: event.key, made_at: event.ledgerTime },
  });
}

/** A move of lots: outputs are numbered `m0`, `m1`. */
export async function moveLots(sql: Sql, event: ProvenEvent<'lot.moved'>): Promise<void> {
  await applyMoves(sql, event, { moves: [event.body], prefix: `${placeOf(event.key)}/m` });
}

/** A deal that was closed, `deal/<proposer>/<ref>/end`: the outputs of all its moves are numbered `d0`, `d1`. */
export async function closeDeal(sql: Sql, event: ProvenEvent<'deal.closed'>): Promise<void> {
  const deal = placeOf(event.key).replace(/\/end$/, '');
  await applyMoves(sql, event, { moves: event.body.moves, prefix: `${deal}/d` });
}

type Moved = Pick<ProvenEvent<'lot.moved'>['body'], 'classId' | 'inputs' | 'outputs' | 'settles'>;

async function applyMoves(
  sql: Sql,
  event: ProvenEvent<'lot.moved'> | ProvenEvent<'deal.closed'>,
  { moves, prefix }: { readonly moves: readonly Moved[]; readonly prefix: string },
): Promise<void> {
  let made = 0;
  for (const { classId, inputs, outputs, settles } of moves) {
    await spend(sql, event, [
      ...inputs.map(({ lot }) => lot),
      ...(settles === undefined ? [] : [settles.lot]),
    ]);
    for (const { holder, quantity, pledge, ...lot } of outputs) {
      await insertRow(sql, 'lot', {
        ...{ lot_id: `${prefix}${made}`, kind: 'class', class_id: classId, holder, quantity },
        ...{ expires_at: lot.expiresAt, due_at: lot.dueAt, shipment_id: lot.shipment, subject: lot.subject },
        ...{ pledged_to: pledge?.to, secures: pledge?.secures },
        ...{ made_by: event.key, made_at: event.ledgerTime },
      });
      made += 1;
    }
  }
}

async function spend(
  sql: Sql,
  { key, ledgerTime }: { readonly key: string; readonly ledgerTime: Date },
  lots: readonly string[],
): Promise<void> {
  for (const lot of lots) {
    await updateRow(sql, 'lot', { where: { lot_id: lot }, set: { spent_by: key, spent_at: ledgerTime } });
  }
}

function versionOf(key: string): { readonly of: string; readonly version: number } {
  const [, of = '', version = ''] = /^[^/]+\/(.+)\/(\d+)$/.exec(key) ?? [];
  return { of, version: Number(version) };
}

/** Amounts in JSON are decimal strings. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? member.toString() : member,
  );
}
