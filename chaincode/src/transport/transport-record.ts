import {
  foundOrAbsent,
  ownerOf,
  readTransport,
  type TransportLife,
  type TransportRecord,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { sourceOf } from '../kernel/receipt';

/** @throws ContractError `UNKNOWN_TRANSPORT` naming the field that names it */
export async function demandTransport(
  ledger: Ledger,
  named: { readonly transportId: string; readonly field: string },
): Promise<TransportLife> {
  const { transportId, field } = named;
  const transport = foundOrAbsent(await readTransport(ledger.facts, transportId));
  if (transport === undefined) throw new ContractError({ code: 'UNKNOWN_TRANSPORT', field });
  return transport;
}

/** What a query answers. */
export function toTransportRecord({ plan, head, sealed }: TransportLife): TransportRecord {
  return { ...head.state, plan, operator: ownerOf(plan.transportId), ...sourceOf(sealed) };
}
