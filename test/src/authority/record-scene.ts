import { COMPANIES, type World } from '@kontti/chaincode/testing/world';
import { commitmentOf } from '@kontti/model';

const { forwarder } = COMPANIES;
/** A private record that is kept once the scene is made. */
export const KEPT = { recordId: `${forwarder}/${'a'.repeat(32)}`, jurisdiction: 'FI' };
const NEW = { recordId: `${forwarder}/${'b'.repeat(32)}`, jurisdiction: 'FI' };
const SECRET = { salt: Buffer.alloc(32, 1), value: Buffer.from('price') };

/** Private arguments of the methods that have some. */
export const TRANSIENTS: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  'loyalty:CreateJourneySecret': { secret: Buffer.alloc(32, 3) },
  'record:Keep': { ...SECRET, salt: Buffer.alloc(32, 2) },
};

/** The forwarder keeps a private record. */
export async function keepRecord({ ledger, admins: { forwarder: as } }: World): Promise<void> {
  await ledger.submit({ as, method: 'record:Keep', request: KEPT, transient: SECRET });
}

/** A request for each method about private records. */
export const PRIVATE_REQUESTS: Readonly<Record<string, object>> = {
  'record:Keep': NEW,
  'record:Publish': { ref: 'x', commitments: [{ ...KEPT, commitment: commitmentOf(SECRET) }] },
  'record:Purge': KEPT,
  'record:Erase': { ...NEW, reason: 'never kept' },
};

/** A correction of the consignment, which need not be there. */
export async function correctionOf({ ledger, admins }: World): Promise<Readonly<Record<string, object>>> {
  const key = `shipment/${forwarder}/S-1`;
  const call = { as: admins.airline, method: 'company:GetFactStatus', request: { key } };
  const { result } = await ledger.simulate(call);
  const { digest = '0'.repeat(64) } = result as { readonly digest?: string };
  return { 'record:Correct': { ref: 'x', corrections: [{ key, digest, reason: 'wrong container' }] } };
}
