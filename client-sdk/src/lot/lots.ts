import {
  ClassLotQuery,
  ClassLotRecord,
  ClassLotRequest,
  FactReceipt,
  LotClassChange,
  LotClassRecord,
  LotClassRequest,
  LotIssuing,
  LotMoving,
} from '@kontti/model';
import { bindOperations } from '../bind';
import { createCompanies } from '../company/companies';
import type { CallOptions } from '../gateway/call-options';
import { KEY_PAIR_OPTIONS } from '../identity/signing-key';
import { checkOptions } from '../options/check-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted, WithoutLists } from '../operation';
import type { Dated, Undated } from '../times';
import { createLotKey } from './lot-key';
import type { LotKey } from './lot-key';
import { createLotPool } from './lot-pool';
import type { LotPool, LotPoolOptions } from './lot-pool';

/** A version of a class; without `partners` and `redeemAt` no company but the issuer has a part in it. */
export type LotClassChangeRequest = WithoutLists<LotClassChange, 'partners' | 'redeemAt'>;

/**
 * Lots: quantities of a class that a company issues. A lot is moved whole, and change is a new lot. It belongs to a company
 * (`company:<MSP id>`), which moves it alone, or to a wallet (`wallet:<hash of its keys>`), whose keys sign and for which the issuer moves it.
 */
export interface Lots {
  /**
   * Sets the next version of an own class; needs the role `admin`. Versions count from 0. Lots keep the version under which they were issued,
   * and with it the own rule for assets of type `lot` that was in force when it was set.
   * @example
   * await client.lots.setClass({
   *   classId: 'Org1MSP/thanks', version: 0, kind: 'reward', unit: 'EUR cent', holders: 'wallet', transfer: 'free',
   *   redeemAt: ['Org2MSP'], validityDays: 365, reversalDays: 14,
   * });
   * @throws SEQUENCE, UNKNOWN_COMPANY, NOT_OWNER, NOT_REGISTERED, SERIES_TOO_LONG, ROLE_MISSING
   */
  setClass(request: Undated<LotClassChangeRequest>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Issues 1 to 100 lots of an own class, under the version that is in force; needs the role `trade`. Entry n is the lot
   * `<own MSP id>/<ref>/<n>`. A title names its shipment, an obligation when it is due.
   * @example
   * const holder = key.holderIn('Org1MSP/thanks');
   * await client.lots.issue({ classId: 'Org1MSP/thanks', ref: 'may', version: 0, lots: [{ holder, quantity: 5_000n }] });
   * @throws SEQUENCE, HOLDER_FORBIDDEN, STATE, ALREADY_EXISTS, UNKNOWN_CLASS, UNKNOWN_COMPANY, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  issue(request: Undated<LotIssuing>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Moves 1 to 32 lots of one holder: transfer, split, merge, retire, redeem, surrender, pledge, release, foreclose, reverse; needs the role
   * `trade`. Each input names the digest of the fact that made it. Output n is the lot `<own MSP id>/<ref>/m<n>`. Companies move what they
   * keep; a wallet's move is signed (`client.lots.key`) and handed in by the issuer, or by a company that redeems.
   * @example
   * const { lotId: lot, digest: origin } = await client.lots.get({ lotId: 'Org2MSP/may/0' });
   * await client.lots.move({
   *   classId: 'Org2MSP/credit', ref: 'pay-7', kind: 'transfer', inputs: [{ lot, origin }],
   *   outputs: [{ holder: 'company:Org3MSP', quantity: 300n }, { holder: 'company:Org1MSP', quantity: 200n }],
   * });
   * @throws LOT_SPENT, LOT_EXPIRED, LOT_PLEDGED, LOT_OF_OTHER, UNKNOWN_LOT, NOT_A_PARTY, HOLDER_FORBIDDEN, SUMS_DIFFER, NOT_DUE,
   * REVERSAL_LATE, SIGNATURE, STATE, UNKNOWN_COMPANY, REF_REUSED, ROLE_MISSING
   */
  move(request: Undated<LotMoving>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns the version of a class that is in force, or the one that is asked for.
   * @example const { version, unit } = await client.lots.getClass({ classId: 'Org1MSP/thanks' });
   * @throws UNKNOWN_CLASS
   */
  getClass(request: Undated<LotClassRequest>, options?: CallOptions): Promise<Dated<LotClassRecord>>;
  /**
   * Returns a lot, the company that can move it, and whether it is spent.
   * @example const { holder, quantity, status } = await client.lots.get({ lotId: 'Org1MSP/may/0' });
   * @throws UNKNOWN_LOT
   */
  get(request: Undated<ClassLotRequest>, options?: CallOptions): Promise<Dated<ClassLotRecord>>;
  /**
   * Yields the lots of a holder in a class, by their ids. The list is a hint: what it shows is verified, but only a consumer of all blocks
   * knows that nothing is missing.
   * @example
   * const conditions = { classId: 'Org1MSP/thanks', holder: 'company:Org2MSP', status: 'unspent' } as const;
   * for await (const { lotId, quantity } of client.lots.query(conditions)) console.log(lotId, quantity);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly query: ListQuery<ClassLotQuery, ClassLotRecord>;
  /**
   * Makes a key of a wallet for this channel and chaincode: a new one, or that of a PEM.
   * @example const key = client.lots.key({ privateKey: await readFile('wallet.pem', 'utf8') });
   * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
   */
  key(options?: {
    /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
    readonly privateKey?: string;
  }): LotKey;
  /**
   * Makes a pool of the own company's lots in a class, for hundreds of transfers at once. One pool of a class is enough for a process.
   * @example
   * const pool = client.lots.pool({ classId: 'BankMSP/credit' });
   * await Promise.all(payments.map(({ ref, to, quantity }) => pool.transfer({ ref, to, quantity })));
   * @throws OPTIONS_INVALID
   */
  pool(options: LotPoolOptions): LotPool;
}

const OPERATIONS = {
  setClass: submitOperation({
    name: 'lot:SetClass',
    request: LotClassChange,
    result: FactReceipt,
    optionalLists: ['partners', 'redeemAt'],
  }),
  issue: submitOperation({
    name: 'lot:Issue',
    request: LotIssuing,
    result: FactReceipt,
    timeFields: ['expiresAt', 'dueAt'],
  }),
  move: submitOperation({ name: 'lot:Move', request: LotMoving, result: FactReceipt }),
  getClass: queryOperation({ name: 'lot:GetClass', request: LotClassRequest, record: LotClassRecord }),
  get: queryOperation({ name: 'lot:GetLot', request: ClassLotRequest, record: ClassLotRecord }),
};

const query = listOperation({ name: 'lot:QueryLots', request: ClassLotQuery, record: ClassLotRecord });

/** Makes the operations for one client. */
export function createLots(context: OperationContext): Lots {
  const { channelName: channel, chaincodeName: chaincode, mspId, timers } = context.session;
  const lots = { ...bindOperations(context, OPERATIONS), query: query(context) };
  const companies = createCompanies(context);
  return {
    ...lots,
    pool: (options) => createLotPool({ mspId, lots, companies, timers }, options),
    key: (options = {}) => {
      checkOptions(KEY_PAIR_OPTIONS, options);
      return createLotKey({ channel, chaincode, ...options });
    },
  };
}
