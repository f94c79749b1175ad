import { DealAgreeing, DealProposing, DealQuery, DealRecord, DealRequest, FactReceipt } from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted } from '../operation';
import type { Dated, Undated } from '../times';

/** Deals: several moves of companies' lots, all of them at once or none. Writing operations need the role `trade`. */
export interface Deals {
  /**
   * Proposes 1 to 16 moves to other companies; the id of the deal is `<own MSP id>/<ref>`. Each move names the party that keeps what it uses
   * up. `terms` can commit to what the parties alone know, such as a price.
   * @example
   * await client.deals.propose({
   *   ref: 'sale-7', parties: ['Org1MSP', 'Org2MSP'], expiresAt: '2026-02-01T00:00:00Z',
   *   moves: [
   *     { company: 'Org1MSP', classId: 'Org1MSP/titles', kind: 'transfer', inputs: [title], outputs: [{ holder: 'company:Org2MSP', quantity: 1n }] },
   *     { company: 'Org2MSP', classId: 'Org3MSP/credit', kind: 'transfer', inputs: [credit], outputs: [{ holder: 'company:Org1MSP', quantity: 500n }] },
   *   ],
   * });
   * @throws NOT_A_PARTY, DEAL_EXPIRED, LOT_SPENT, LOT_EXPIRED, LOT_PLEDGED, LOT_OF_OTHER, UNKNOWN_LOT, HOLDER_FORBIDDEN, SUMS_DIFFER,
   * SIGNATURE, UNKNOWN_COMPANY, REF_REUSED, ROLE_MISSING
   */
  propose(request: Undated<DealProposing>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Agrees to a proposal, by its digest: to exactly what was read, whatever is proposed under the id elsewhere.
   * @example
   * const { digest, proposal } = await client.deals.get({ dealId: 'Org1MSP/sale-7' });
   * await client.deals.agree({ dealId: 'Org1MSP/sale-7', digest });
   * @throws CONTENT_DIFFERS, NOT_A_PARTY, DEAL_EXPIRED, STATE, UNKNOWN_DEAL, ROLE_MISSING
   */
  agree(request: Undated<DealAgreeing>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Closes a deal to which all parties have agreed: all moves are done at once, and output n of them is the lot `<deal>/d<n>`. Any party
   * closes; closing again returns the first receipt.
   * @example await client.deals.close({ dealId: 'Org1MSP/sale-7' });
   * @throws NOT_AGREED, DEAL_EXPIRED, STATE, LOT_SPENT, LOT_EXPIRED, NOT_A_PARTY, UNKNOWN_DEAL, ROLE_MISSING
   */
  close(request: Undated<DealRequest>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes an own proposal back. Of a withdrawal and a closing that meet one wins.
   * @example await client.deals.withdraw({ dealId: 'Org1MSP/sale-7' });
   * @throws STATE, NOT_OWNER, UNKNOWN_DEAL, ROLE_MISSING
   */
  withdraw(request: Undated<DealRequest>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a deal: what was proposed, who has agreed, and how it ended.
   * @example const { status, agreedBy } = await client.deals.get({ dealId: 'Org1MSP/sale-7' });
   * @throws UNKNOWN_DEAL
   */
  get(request: Undated<DealRequest>, options?: CallOptions): Promise<Dated<DealRecord>>;
  /**
   * Yields the deals of which a company is a party, by the ledger time of their proposal. The list is a hint: what it shows is verified,
   * but only a consumer of all blocks knows that nothing is missing.
   * @example for await (const { dealId, agreedBy } of client.deals.query({ company: 'Org1MSP', status: 'proposed' })) console.log(dealId, agreedBy);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly query: ListQuery<DealQuery, DealRecord>;
}

const OPERATIONS = {
  propose: submitOperation({
    name: 'lot:ProposeDeal',
    request: DealProposing,
    result: FactReceipt,
    timeFields: ['expiresAt'],
  }),
  agree: submitOperation({ name: 'lot:AgreeDeal', request: DealAgreeing, result: FactReceipt }),
  close: submitOperation({ name: 'lot:CloseDeal', request: DealRequest, result: FactReceipt }),
  withdraw: submitOperation({ name: 'lot:WithdrawDeal', request: DealRequest, result: FactReceipt }),
  get: queryOperation({ name: 'lot:GetDeal', request: DealRequest, record: DealRecord }),
};

const query = listOperation({ name: 'lot:QueryDeals', request: DealQuery, record: DealRecord });

/** Makes the operations for one client. */
export function createDeals(context: OperationContext): Deals {
  return { ...bindOperations(context, OPERATIONS), query: query(context) };
}
