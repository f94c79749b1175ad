import {
  LIMITS,
  foundOrAbsent,
  mayReport,
  readItem,
  takeStep,
  type ItemStep,
  type StatementRefusal,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';

/** The next step of an enforced item, by a company that its class lets report. */
export async function demandStep(
  ledger: Ledger,
  asked: {
    readonly item: string;
    readonly number: number;
    readonly step: ItemStep;
    /** Path of the entry in the request. */
    readonly path: string;
  },
): Promise<void> {
  const { item, number, step, path } = asked;
  const life = foundOrAbsent(await readItem(ledger.facts, item));
  if (life === undefined) throw new ContractError({ code: 'UNKNOWN_ITEM', field: path });
  if (!mayReport(life.made, ledger.caller.mspId)) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: path, details: { item } });
  }
  const { nextNumber: expected, state } = life;
  if (number !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: `${path}.number`, details: { expected } });
  }
  if (number > LIMITS.itemStepsMax) {
    const details = { max: LIMITS.itemStepsMax };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: `${path}.number`, details });
  }
  if (takeStep(state, step) !== undefined) return;
  const { status, parent = '' } = state;
  throw new ContractError({ code: 'STATE', field: path, details: { item, status, parent } });
}

/** The refusal of one entry of a request. */
export function toContractError({ code, field, rule }: StatementRefusal, path: string): ContractError {
  return new ContractError({ code, field: `${path}.${field}`, details: { rule } });
}
