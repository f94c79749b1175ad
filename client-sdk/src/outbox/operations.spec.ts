import { expect } from 'chai';
import type { KonttiClient } from '../client';
import type { CallOptions } from '../gateway/call-options';
import { createClient } from '../client';
import type { Submitted } from '../operation';
import { OUTBOX_OPERATIONS, checkRequest, isSignedByHolder, type OutboxOperation } from './operations';

/** Every operation of a client that changes the ledger, by its name. */
type Changing<G extends keyof KonttiClient & string> = {
  [M in keyof KonttiClient[G]]: KonttiClient[G][M] extends (
    request: never,
    options?: CallOptions,
  ) => Promise<Submitted<infer _>>
    ? `${G}.${M & string}`
    : never;
}[keyof KonttiClient[G]];

/** Groups whose operations an outbox does not take. */
const REFUSED = [
  'privateRecords',
  'devices',
  'trade',
  'settlement',
  'rewards',
  'licences',
  'leases',
] as const;
type Group = Exclude<keyof KonttiClient & string, (typeof REFUSED)[number]>;
type Forgotten = Exclude<{ [G in Group]: Changing<G> }[Group], OutboxOperation>;

/** A new operation that changes the ledger makes this line wrong until the outbox takes it, or refuses its group. */
const forgotten: [Forgotten] extends [never] ? 'none' : Forgotten = 'none';

const timers = { nowMs: () => 1_800_000_000_000 } as never;
const outcomeOf = async (operation: string, request: unknown): Promise<string> =>
  await checkRequest(operation, request, timers).then(
    () => 'taken',
    ({ code, message }: Error & { readonly code?: string }) => `${code ?? 'untyped'} ${message}`,
  );

/** One request of each kind that was added; the others are in the specs of the outbox. */
const REQUESTS: Readonly<Record<string, unknown>> = {
  'lots.issue': { classId: 'A/x', ref: 'r', version: 0, lots: [{ holder: 'company:B', quantity: 5n }] },
  'lots.move': {
    ...{ classId: 'A/x', ref: 'r', kind: 'transfer', inputs: [{ lot: 'A/r/0', origin: 'a'.repeat(64) }] },
    outputs: [{ holder: 'company:B', quantity: '5' }],
  },
  'deals.close': { dealId: 'A/sale' },
  'products.make': { classId: 'A/cell', version: 0, ref: 'B-1', run: { first: 0, count: 10 } },
  'products.recall': { ref: 'R-1', classId: 'A/cell', reason: 'swells', items: ['A/B-1/0-9'] },
  'records.anchor': { ref: 'r', anchors: [{ name: 'order', sha256: 'a'.repeat(64), references: [] }] },
  'records.correct': {
    ref: 'r',
    corrections: [{ key: 'anchors/A/r', digest: 'a'.repeat(64), reason: 'wrong' }],
  },
  'shipments.cancel': { shipmentId: 'A/S-1', reason: 'ordered twice' },
  'shipments.consignAll': {
    ref: 'week',
    consignments: [{ shipmentId: 'A/S-1', consignee: 'B', origin: 'FIHEL', destination: 'EETLL' }],
  },
};

describe('what an outbox takes', () => {
  it('is every operation that changes the ledger by a request that says all', () => {
    expect(forgotten).to.equal('none');
    expect(new Set(OUTBOX_OPERATIONS).size).to.equal(OUTBOX_OPERATIONS.length);
  });

  it('is checked as the operation checks it', async () => {
    for (const [operation, request] of Object.entries(REQUESTS)) {
      expect(await outcomeOf(operation, request), operation).to.equal('taken');
      expect(await outcomeOf(operation, { ...(request as object), more: 1 }), operation).to.match(
        /^FIELD_UNKNOWN/,
      );
    }
    for (const operation of OUTBOX_OPERATIONS) {
      expect(await outcomeOf(operation, { nothing: 1 }), operation).to.match(
        /^(FIELD|OPTIONS|REQUEST|VALUE)_/,
      );
    }
    expect([isSignedByHolder('lots.move'), isSignedByHolder('lots.issue')]).to.deep.equal([true, false]);
  });

  it('is no operation of the groups that it refuses, by name and with the reason', async () => {
    const client = createClient({ session: { timers: {} } } as never) as unknown as Record<string, object>;
    for (const group of REFUSED) {
      const methods = Object.keys(client[group] ?? {});
      expect(methods, group).not.to.deep.equal([]);
      for (const method of methods) {
        const outcome = await outcomeOf(`${group}.${method}`, {});
        expect(outcome).to.match(/^OPTIONS_INVALID/);
        expect(outcome).to.include(`${group}.${method}: `);
      }
    }
    expect(await outcomeOf('shipments.sink', {})).to.include('no operation is called shipments.sink');
    expect(await outcomeOf('toString', {})).to.include('no operation is called toString');
  });
});
