import { ModelError } from '../errors';
import { defineFact, type FactEvent } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import type { TransportDelayed } from './delay';
import { TransportsPlanned } from './plan';
import { TransportsUpdated, type TransportUpdateEntry } from './update';

/** Key of a transport's plan in its operator's seals. */
export const transportKey = keyForm('transport/{transport}');

/** Key of an update in the operator's seals; updates count from 1. */
export const updateKey = keyForm('update/{transport}/{number}');

/** Legs that a company is going to operate. */
export const transportPlanned = defineFact({
  type: 'transport.planned',
  version: 1,
  key: keyForm('transports/{company}/{ref}'),
  body: TransportsPlanned,
  firstVoucher: ({ company }) => company,
  governedBy: 'transport',
  check: ({ parts, body }) => demandOwned(parts.company, 'transports', body.transports),
  addresses: ({ body }) =>
    body.transports.map(({ transportId }) => transportKey.build({ transport: transportId })),
  events: ({ body }) => body.transports.map((plan, index) => ({ index, body: plan })),
  assets: ({ body }) => body.transports.map(({ transportId }) => `transport/${transportId}`),
});

/** New estimates, departures, arrivals and cancellations. */
export const transportUpdated = defineFact({
  type: 'transport.updated',
  version: 1,
  key: keyForm('updates/{company}/{ref}'),
  body: TransportsUpdated,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => demandOwned(parts.company, 'updates', body.updates),
  addresses: ({ body }) =>
    body.updates.map(({ transportId, sequence }) =>
      updateKey.build({ transport: transportId, number: sequence }),
    ),
  events: ({ body }) =>
    body.updates.flatMap((update, index): FactEvent<TransportUpdateEntry>[] => {
      const { transportId, sequence, kind, delayMinutes, isNewDelay } = update;
      const updated = { index, body: update };
      if (isNewDelay !== true || delayMinutes === undefined) return [updated];
      const delayed: TransportDelayed = { transportId, sequence, kind, delayMinutes };
      return [updated, { type: 'transport.delayed', index, body: delayed }];
    }),
  assets: ({ body }) => body.updates.map(({ transportId }) => `transport/${transportId}`),
});

/** Facts of transports. */
export const TRANSPORT_FACTS = [transportPlanned, transportUpdated] as const;

function demandOwned(
  company: string,
  list: string,
  entries: readonly { readonly transportId: string }[],
): void {
  const index = entries.findIndex(({ transportId }) => ownerOf(transportId) !== company);
  if (index < 0) return;
  throw new ModelError({ code: 'FACT_KEY', field: `body.${list}[${index}]`, rule: `owned by ${company}` });
}
