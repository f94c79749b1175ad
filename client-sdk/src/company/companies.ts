import {
  CompanyRecord,
  CompanyRegistration,
  CompanyRequest,
  DeviceRecord,
  DeviceRegistration,
  DeviceRequest,
  DeviceRevocation,
  FactReceipt,
  FactRecord,
  FactRequest,
  FactStatusRecord,
  PlaceRecord,
  PlaceRegistration,
  PlaceRequest,
  RuleChange,
  RuleRecord,
  RuleRequest,
} from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { queryOperation, submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import type { Dated, Undated } from '../times';

/** Companies, their endorsement rules, places and devices. */
export interface Companies {
  /**
   * States who the own company is, once; needs the role `admin`. Other companies can then name it.
   * @example await client.companies.register({ name: 'Example Oy', gln: '6400001000018', jurisdiction: 'FI' });
   * @throws ALREADY_EXISTS when it registered with other content, SEALS_MISSING when the chaincode's definition has no seal collection
   * for the company, ROLE_MISSING
   */
  register(request: Undated<CompanyRegistration>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Sets the own company's next rule of endorsement for one type of its assets; needs the role `admin`. Assets that are made from then
   * on demand the seals of the companies that the rule names. `version` is 0 for the first rule and counts up.
   * @example await client.companies.setRule({ assetType: 'shipment', version: 0, rule: "AND('{self}', '{custodian}')" });
   * @throws SEQUENCE, RULE_SYNTAX, RULE_UNREACHABLE, UNKNOWN_COMPANY, NOT_REGISTERED, ROLE_MISSING
   */
  setRule(request: Undated<RuleChange>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Adds 1 to 200 places to the own company's directory; needs the role `operator`. Coordinates are 10⁻⁶ degrees.
   * @example await client.companies.registerPlaces({ ref: 'ports', places: [{ code: 'FIHEL', name: 'Helsinki', latitudeE6: 60_170_000, longitudeE6: 24_940_000 }] });
   * @throws ALREADY_EXISTS, REF_REUSED, NOT_REGISTERED, ROLE_MISSING
   */
  registerPlaces(request: Undated<PlaceRegistration>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Registers a device of the own company with its public key; needs the role `admin`. The rule in force for readings governs it.
   * @example await client.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
   * @throws ALREADY_EXISTS, NOT_OWNER, PUBLIC_KEY, ROLE_MISSING
   */
  registerDevice(
    request: Undated<DeviceRegistration>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Revokes a device for good; needs the role `admin`. Batches that are recorded after the revocation do not count; those before it do.
   * @example await client.companies.revokeDevice({ deviceId: 'Org1MSP/D-1', reason: 'key lost' });
   * @throws UNKNOWN_DEVICE, DEVICE_REVOKED when it was revoked for another reason, NOT_OWNER, ROLE_MISSING
   */
  revokeDevice(request: Undated<DeviceRevocation>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a company as its own registration states it.
   * @example const { name } = await client.companies.get({ mspId: 'Org2MSP' });
   * @throws NOT_FOUND
   */
  get(request: Undated<CompanyRequest>, options?: CallOptions): Promise<Dated<CompanyRecord>>;
  /**
   * Returns a company's rule in force for one type of its assets.
   * @example const { rule } = await client.companies.getRule({ mspId: 'Org1MSP', assetType: 'shipment' });
   * @throws NOT_FOUND
   */
  getRule(request: Undated<RuleRequest>, options?: CallOptions): Promise<Dated<RuleRecord>>;
  /**
   * Returns a place of a company's directory.
   * @example const { name } = await client.companies.getPlace({ mspId: 'Org1MSP', code: 'FIHEL' });
   * @throws NOT_FOUND
   */
  getPlace(request: Undated<PlaceRequest>, options?: CallOptions): Promise<Dated<PlaceRecord>>;
  /**
   * Returns a device as its owner registered it, and whether it is revoked.
   * @example const { status } = await client.companies.getDevice({ deviceId: 'Org1MSP/D-1' });
   * @throws NOT_FOUND
   */
  getDevice(request: Undated<DeviceRequest>, options?: CallOptions): Promise<Dated<DeviceRecord>>;
  /**
   * Returns what any fact's key leads to: its status, digest, canonical JSON, and each voucher's seal.
   * @example const { status, json } = await client.companies.getFact({ key: receipt.result.key });
   * @throws NOT_FOUND for what is no key of a fact
   */
  getFact(request: Undated<FactRequest>, options?: CallOptions): Promise<Dated<FactRecord>>;
  /**
   * Returns the same without the JSON.
   * @example const { status } = await client.companies.getFactStatus({ key: 'shipment/Org1MSP/S-1' });
   * @throws NOT_FOUND for what is no key of a fact
   */
  getFactStatus(request: Undated<FactRequest>, options?: CallOptions): Promise<Dated<FactStatusRecord>>;
}

const OPERATIONS = {
  register: submitOperation({ name: 'company:Register', request: CompanyRegistration, result: FactReceipt }),
  setRule: submitOperation({ name: 'company:SetRule', request: RuleChange, result: FactReceipt }),
  registerPlaces: submitOperation({
    name: 'company:RegisterPlaces',
    request: PlaceRegistration,
    result: FactReceipt,
  }),
  registerDevice: submitOperation({
    name: 'company:RegisterDevice',
    request: DeviceRegistration,
    result: FactReceipt,
  }),
  revokeDevice: submitOperation({
    name: 'company:RevokeDevice',
    request: DeviceRevocation,
    result: FactReceipt,
  }),
  get: queryOperation({ name: 'company:GetCompany', request: CompanyRequest, record: CompanyRecord }),
  getRule: queryOperation({ name: 'company:GetRule', request: RuleRequest, record: RuleRecord }),
  getPlace: queryOperation({ name: 'company:GetPlace', request: PlaceRequest, record: PlaceRecord }),
  getDevice: queryOperation({ name: 'company:GetDevice', request: DeviceRequest, record: DeviceRecord }),
  getFact: queryOperation({ name: 'company:GetFact', request: FactRequest, record: FactRecord }),
  getFactStatus: queryOperation({
    name: 'company:GetFactStatus',
    request: FactRequest,
    record: FactStatusRecord,
  }),
};

/** Makes the operations for one client. */
export function createCompanies(context: OperationContext): Companies {
  return bindOperations(context, OPERATIONS);
}
