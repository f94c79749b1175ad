import {
  ClassLotQuery,
  ClassLotRequest,
  LotClassChange,
  LotClassRequest,
  LotIssuing,
  LotMoving,
  type ClassLotRecord,
  type FactReceipt,
  type LotClassRecord,
  type Page,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { getClass, setClass } from './class';
import { issueLots } from './issue';
import { demandClassLot, queryClassLots, toClassLotRecord } from './lot-lists';
import { moveLots } from './move';

/** Lots: quantities that a company issues, moved whole by the company that keeps them. */
export class LotContract extends LedgerContract {
  constructor() {
    super('lot');
  }

  @Submits(LotClassChange)
  async SetClass(ctx: LedgerContext, request: LotClassChange): Promise<FactReceipt> {
    return await setClass(ctx.ledger, request);
  }

  @Submits(LotIssuing)
  async Issue(ctx: LedgerContext, request: LotIssuing): Promise<FactReceipt> {
    return await issueLots(ctx.ledger, request);
  }

  @Submits(LotMoving)
  async Move(ctx: LedgerContext, request: LotMoving): Promise<FactReceipt> {
    return await moveLots(ctx.ledger, request);
  }

  @Evaluates(LotClassRequest)
  async GetClass(ctx: LedgerContext, request: LotClassRequest): Promise<LotClassRecord> {
    return await getClass(ctx.ledger, request);
  }

  @Evaluates(ClassLotRequest)
  async GetLot(ctx: LedgerContext, request: ClassLotRequest): Promise<ClassLotRecord> {
    return toClassLotRecord(await demandClassLot(ctx.ledger, { lotId: request.lotId, field: 'lotId' }));
  }

  @Evaluates(ClassLotQuery)
  async QueryLots(ctx: LedgerContext, request: ClassLotQuery): Promise<Page<ClassLotRecord>> {
    return await queryClassLots(ctx.ledger, request);
  }
}
