import {
  LIMITS,
  ModelError,
  isLotRefusal,
  netObligations,
  netsOf,
  readClassWith,
  refuseNetted,
  type FactReceipt,
  type NettedObligation,
  type NettingProposing,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { appendProposal, repeatedProposal } from './deals';
import { demandUndisputed } from './dispute';
import { demandClassLot } from './lot-lists';

/** The calling company proposes to net obligations between companies: parties and moves of the deal follow from them. */
export async function proposeNetting(ledger: Ledger, request: NettingProposing): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, expiresAt, obligations: asked } = request;
  caller.demand('trade');
  const lots = new Set(asked.map(({ lot }) => lot));
  const known = await repeatedProposal(ledger, ref, ({ netting, moves, expiresAt: until }) => {
    const recorded = moves.flatMap(({ inputs }) => inputs);
    const isSame = recorded.length === lots.size && recorded.every(({ lot }) => lots.has(lot));
    return netting === true && until === expiresAt && isSame;
  });
  if (known !== undefined) return known;
  const obligations = await Promise.all(
    asked.map((input, index) => demandObligation(ledger, input, `obligations[${index}]`)),
  );
  const refusal = refuseNetted(obligations);
  if (refusal !== undefined && isLotRefusal(refusal)) throw new ContractError(refusal);
  const parties = netsOf(obligations).map(({ company }) => company);
  if (!parties.includes(caller.mspId)) throw new ContractError({ code: 'NOT_A_PARTY', field: 'obligations' });
  if (parties.length < 2 || parties.length > LIMITS.dealPartiesMax) {
    const rule = `between 2..${LIMITS.dealPartiesMax} companies`;
    throw new ModelError({ code: 'FIELD_RANGE', field: 'obligations', rule });
  }
  for (const mspId of parties) await demandCompany(ledger, { mspId, field: 'obligations' });
  const moves = netObligations(obligations);
  return await appendProposal(ledger, ref, { parties, moves, expiresAt, netting: true });
}

async function demandObligation(
  ledger: Ledger,
  { lot: lotId, origin }: NettingProposing['obligations'][number],
  field: string,
): Promise<NettedObligation> {
  const lot = await demandClassLot(ledger, { lotId, field });
  if (lot.maker.digest !== origin) {
    throw new ContractError({ code: 'UNKNOWN_LOT', field: `${field}.origin` });
  }
  if (lot.isSpent) throw new ContractError({ code: 'LOT_SPENT', field, details: { lot: lotId } });
  const { classId, class: digest } = lot;
  const held = await readClassWith(ledger.facts, { classId, digest });
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_CLASS', field });
  await demandUndisputed(ledger, lot, field);
  return Object.assign({}, lot, { origin, conditions: held.conditions });
}
