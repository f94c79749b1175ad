import {
  CompanyRegistration,
  CompanyRequest,
  DeviceAcceptance,
  DeviceKeyRotation,
  DeviceOffer,
  DeviceRegistration,
  DeviceRequest,
  DeviceRevocation,
  DeviceWithdrawal,
  FactRequest,
  FirmwareRecording,
  PlaceRegistration,
  PlaceRequest,
  RuleChange,
  RuleRequest,
  SealHashRequest,
  SealRequest,
  VersionRequest,
  type CompanyRecord,
  type DeviceRecord,
  type FactReceipt,
  type FactRecord,
  type FactStatusRecord,
  type PlaceRecord,
  type RuleRecord,
  type SealReadingRecord,
  type VersionRecord,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { OWN_CODE } from '../kernel/own-code';
import { ContractError } from '../errors';
import { Evaluates, Submits } from '../serializer/operation';
import { getCompany, registerCompany } from './companies';
import { acceptDevice, offerDevice, recordFirmware, rotateDeviceKey, withdrawDevice } from './device-changes';
import { getDevice, registerDevice, revokeDevice } from './devices';
import { followSeal, getFact, getFactStatus, readSeal } from './fact-status';
import { getPlace, registerPlaces } from './places';
import { getRule, setRule } from './rules';

/** Companies, their rules of endorsement, places and devices; and any fact with its seals. */
export class CompanyContract extends LedgerContract {
  constructor() {
    super('company');
  }

  @Submits(CompanyRegistration)
  async Register(ctx: LedgerContext, request: CompanyRegistration): Promise<FactReceipt> {
    return await registerCompany(ctx.ledger, request);
  }

  @Submits(RuleChange)
  async SetRule(ctx: LedgerContext, request: RuleChange): Promise<FactReceipt> {
    return await setRule(ctx.ledger, request);
  }

  @Submits(PlaceRegistration)
  async RegisterPlaces(ctx: LedgerContext, request: PlaceRegistration): Promise<FactReceipt> {
    return await registerPlaces(ctx.ledger, request);
  }

  @Submits(DeviceRegistration)
  async RegisterDevice(ctx: LedgerContext, request: DeviceRegistration): Promise<FactReceipt> {
    return await registerDevice(ctx.ledger, request);
  }

  @Submits(DeviceRevocation)
  async RevokeDevice(ctx: LedgerContext, request: DeviceRevocation): Promise<FactReceipt> {
    return await revokeDevice(ctx.ledger, request);
  }

  @Submits(DeviceOffer)
  async OfferDevice(ctx: LedgerContext, request: DeviceOffer): Promise<FactReceipt> {
    return await offerDevice(ctx.ledger, request);
  }

  @Submits(DeviceWithdrawal)
  async WithdrawDevice(ctx: LedgerContext, request: DeviceWithdrawal): Promise<FactReceipt> {
    return await withdrawDevice(ctx.ledger, request);
  }

  @Submits(DeviceAcceptance)
  async AcceptDevice(ctx: LedgerContext, request: DeviceAcceptance): Promise<FactReceipt> {
    return await acceptDevice(ctx.ledger, request);
  }

  @Submits(DeviceKeyRotation)
  async RotateDeviceKey(ctx: LedgerContext, request: DeviceKeyRotation): Promise<FactReceipt> {
    return await rotateDeviceKey(ctx.ledger, request);
  }

  @Submits(FirmwareRecording)
  async RecordFirmware(ctx: LedgerContext, request: FirmwareRecording): Promise<FactReceipt> {
    return await recordFirmware(ctx.ledger, request);
  }

  @Evaluates(VersionRequest)
  async GetVersion(): Promise<VersionRecord> {
    if (OWN_CODE === undefined) throw new ContractError({ code: 'NOT_FOUND' });
    return OWN_CODE;
  }

  @Evaluates(CompanyRequest)
  async GetCompany(ctx: LedgerContext, request: CompanyRequest): Promise<CompanyRecord> {
    return await getCompany(ctx.ledger, request.mspId);
  }

  @Evaluates(RuleRequest)
  async GetRule(ctx: LedgerContext, request: RuleRequest): Promise<RuleRecord> {
    return await getRule(ctx.ledger, request);
  }

  @Evaluates(PlaceRequest)
  async GetPlace(ctx: LedgerContext, request: PlaceRequest): Promise<PlaceRecord> {
    return await getPlace(ctx.ledger, request);
  }

  @Evaluates(DeviceRequest)
  async GetDevice(ctx: LedgerContext, request: DeviceRequest): Promise<DeviceRecord> {
    return await getDevice(ctx.ledger, request.deviceId);
  }

  @Evaluates(FactRequest)
  async GetFact(ctx: LedgerContext, request: FactRequest): Promise<FactRecord> {
    return await getFact(ctx.ledger, request.key);
  }

  @Evaluates(FactRequest)
  async GetFactStatus(ctx: LedgerContext, request: FactRequest): Promise<FactStatusRecord> {
    return await getFactStatus(ctx.ledger, request.key);
  }

  @Evaluates(SealRequest)
  async ReadSeal(ctx: LedgerContext, request: SealRequest): Promise<SealReadingRecord> {
    return await readSeal(ctx.ledger, request);
  }

  @Evaluates(SealHashRequest)
  async FollowSeal(ctx: LedgerContext, request: SealHashRequest): Promise<SealReadingRecord> {
    return await followSeal(ctx.ledger, request.hash);
  }
}
