import {
  JOURNEY_SECRET_BYTES,
  JOURNEY_SECRET_KEY,
  ModelError,
  type JourneySecretRecord,
  type JourneySecretRequest,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';

/**
 * Keeps the secret of the calling company's journeys, once: the private argument `secret`. It is written to the company's own seals
 * alone, so its own peers endorse it, and other companies' peers get only the hash.
 */
export async function createJourneySecret(ledger: Ledger, request: JourneySecretRequest): Promise<object> {
  const address = addressOf(ledger, request);
  const value = demandTransient(ledger, 'secret');
  if ((await ledger.state.getSealHash(address)) !== undefined) {
    throw new ContractError({ code: 'ALREADY_EXISTS', details: { key: address.key } });
  }
  if (ledger.state.lacksSeals(address.mspId)) {
    throw new ContractError({ code: 'SEALS_MISSING', details: { mspId: address.mspId } });
  }
  ledger.state.putSeal({ ...address, value });
  return {};
}

/**
 * The secret, for the company itself. It leaves the peer only under the private argument `mask`, a pad that the client uses once: an answer
 * that is logged, or put on the ledger by mistake, shows nothing.
 */
export async function getJourneySecret(
  ledger: Ledger,
  request: JourneySecretRequest,
): Promise<JourneySecretRecord> {
  const address = addressOf(ledger, request);
  const mask = demandTransient(ledger, 'mask');
  const secret = await ledger.state.getOwn(address);
  if (secret === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'mspId' });
  return { masked: Buffer.from(secret.map((byte, index) => byte ^ (mask[index] ?? 0))).toString('hex') };
}

function addressOf({ caller }: Ledger, { mspId }: JourneySecretRequest): { mspId: string; key: string } {
  caller.demand('loyalty');
  if (mspId !== caller.mspId) throw new ContractError({ code: 'NOT_OWNER', field: 'mspId' });
  return { mspId, key: JOURNEY_SECRET_KEY };
}

function demandTransient(ledger: Ledger, name: string): Uint8Array {
  const value = ledger.transient(name);
  const field = `transient.${name}`;
  if (value === undefined) throw new ModelError({ code: 'FIELD_MISSING', field, rule: 'required' });
  if (value.length === JOURNEY_SECRET_BYTES) return value;
  throw new ModelError({ code: 'FIELD_RANGE', field, rule: `${JOURNEY_SECRET_BYTES} bytes` });
}
