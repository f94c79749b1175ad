import type { KonttiClient, KonttiEvent, ProvenEvent, UnprovenEvent } from '@kontti/client-sdk';

/** What one company saw on the ledger, counted from its own peer's blocks alone. */
export interface Seen {
  /** Transactions that showed at least one event. */
  readonly transactions: Set<string>;
  readonly counts: Map<string, number>;
  /** Each report of a delay: transport id and minutes, as often as it came. */
  readonly delays: { readonly transportId: string; readonly delayMinutes: number }[];
  readonly lots: ProvenEvent<'loyalty.lots'>['body'][];
  readonly spends: ProvenEvent<'loyalty.spent'>['body'][];
  readonly batches: ProvenEvent<'reading.submitted'>['body'][];
  readonly excursions: ProvenEvent<'reading.excursion'>['body'][];
  /** What moved shipments from company to company, in the ledger's order. */
  readonly custody: (
    ProvenEvent<'shipment.consigned'> | ProvenEvent<'custody.accepted'> | ProvenEvent<'shipment.delivered'>
  )[];
  /** Lots of titles and of obligations as they were issued. */
  readonly issued: ProvenEvent<'lot.issued'>['body'][];
  readonly deals: ProvenEvent<'deal.closed'>['body'][];
  readonly acknowledged: ProvenEvent<'record.acknowledged'>['body'][];
  readonly marks: ProvenEvent<'product.marked'>['body'][];
  /** Titles that were surrendered so far, and how many of the deliveries came after that of their shipment. */
  readonly surrendered: Set<string>;
  deliveredForTitle: number;
  readonly unproven: UnprovenEvent[];
}

/** A company's subscription from the ledger's first block. */
interface Observer {
  readonly seen: Seen;
  /** Resolves when every one of these transactions was seen; rejects when the stream fails or the time is over. */
  sawAll(transactions: ReadonlySet<string>, options: { timeoutMs: number }): Promise<void>;
  stop(): Promise<void>;
}

function createSeen(): Seen {
  return {
    transactions: new Set(),
    counts: new Map(),
    delays: [],
    lots: [],
    spends: [],
    batches: [],
    excursions: [],
    custody: [],
    issued: [],
    deals: [],
    acknowledged: [],
    marks: [],
    surrendered: new Set(),
    deliveredForTitle: 0,
    unproven: [],
  };
}

function record(seen: Seen, event: KonttiEvent): void {
  seen.transactions.add(event.transactionId);
  seen.counts.set(event.type, (seen.counts.get(event.type) ?? 0) + 1);
  if (event.type === 'transport.delayed') seen.delays.push(event.body);
  else if (event.type === 'loyalty.lots') seen.lots.push(event.body);
  else if (event.type === 'loyalty.spent') seen.spends.push(event.body);
  else if (event.type === 'reading.submitted') seen.batches.push(event.body);
  else if (event.type === 'reading.excursion') seen.excursions.push(event.body);
  else if (event.type === 'lot.issued') seen.issued.push(event.body);
  else if (event.type === 'deal.closed') seen.deals.push(event.body);
  else if (event.type === 'record.acknowledged') seen.acknowledged.push(event.body);
  else if (event.type === 'product.marked') seen.marks.push(event.body);
  else if (event.type === 'lot.moved') recordSurrender(seen, event.body);
  else if (
    event.type === 'shipment.consigned' ||
    event.type === 'custody.accepted' ||
    event.type === 'shipment.delivered'
  ) {
    seen.custody.push(event);
    if (event.type === 'shipment.delivered') recordDelivery(seen, event.key);
  }
}

function recordSurrender(seen: Seen, { kind, inputs }: ProvenEvent<'lot.moved'>['body']): void {
  if (kind === 'surrender') inputs.forEach(({ lot }) => seen.surrendered.add(lot));
}

function recordDelivery(seen: Seen, key: string): void {
  const [, ...shipment] = key.split('/').slice(0, 3);
  const title = seen.issued.find((lot) => lot.shipment === shipment.join('/'));
  if (title !== undefined && seen.surrendered.has(title.lotId)) seen.deliveredForTitle += 1;
}

/** Starts to read a company's events; they are counted as they come. */
export function startObserver(client: KonttiClient): Observer {
  const seen = createSeen();
  const abort = new AbortController();
  let onProgress: () => void = () => undefined;
  const reading = (async () => {
    const events = client.events({
      fromBlock: 0n,
      signal: abort.signal,
      onUnproven: (event) => seen.unproven.push(event),
    });
    for await (const event of events) {
      record(seen, event);
      onProgress();
    }
  })();
  const failed = reading.then(
    () => Promise.reject(new Error(`the events of ${client.mspId} ended early`)),
    (error: unknown) => Promise.reject(error instanceof Error ? error : new Error(String(error))),
  );
  // A failure rejects `sawAll`; it is not unhandled before somebody calls that.
  failed.catch(() => undefined);
  return {
    seen,
    async sawAll(transactions, { timeoutMs }) {
      const abortTimer = new AbortController();
      const missing = new Set([...transactions].filter((id) => !seen.transactions.has(id)));
      const complete = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(
            new Error(`${client.mspId} did not see ${missing.size} of ${transactions.size} transactions`),
          );
        }, timeoutMs);
        abortTimer.signal.addEventListener('abort', () => {
          clearTimeout(timer);
        });
        onProgress = () => {
          for (const id of missing) {
            if (seen.transactions.has(id)) {
              missing.delete(id);
            }
          }
          if (missing.size === 0) {
            resolve();
          }
        };
        onProgress();
      });
      try {
        await Promise.race([complete, failed]);
      } finally {
        abortTimer.abort();
        onProgress = () => undefined;
      }
    },
    async stop() {
      abort.abort();
      await reading.catch(() => undefined);
    },
  };
}
