import {
  TransportPlanning,
  TransportQuery,
  TransportRequest,
  TransportUpdating,
  type FactReceipt,
  type Page,
  type TransportRecord,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { planTransports } from './plan-transports';
import { queryTransports } from './transport-lists';
import { demandTransport, toTransportRecord } from './transport-record';
import { updateTransports } from './update-transports';

/** Legs by sea, rail, road and air, and what becomes of them. */
export class TransportContract extends LedgerContract {
  constructor() {
    super('transport');
  }

  @Submits(TransportPlanning)
  async Plan(ctx: LedgerContext, request: TransportPlanning): Promise<FactReceipt> {
    return await planTransports(ctx.ledger, request);
  }

  @Submits(TransportUpdating)
  async Update(ctx: LedgerContext, request: TransportUpdating): Promise<FactReceipt> {
    return await updateTransports(ctx.ledger, request);
  }

  @Evaluates(TransportRequest)
  async Get(ctx: LedgerContext, request: TransportRequest): Promise<TransportRecord> {
    const { transportId } = request;
    return toTransportRecord(await demandTransport(ctx.ledger, { transportId, field: 'transportId' }));
  }

  @Evaluates(TransportQuery)
  async Query(ctx: LedgerContext, request: TransportQuery): Promise<Page<TransportRecord>> {
    return await queryTransports(ctx.ledger, request);
  }
}
