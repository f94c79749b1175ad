import {
  DeviceAcceptance,
  DeviceKeyRotation,
  DeviceOffer,
  DeviceWithdrawal,
  FactReceipt,
  FirmwareRecording,
} from '@kontti/model';
import type { DeviceRecord } from '@kontti/model';
import { createCompanies } from '../company/companies';
import { startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { callback, nested, required, text, wholeNumber } from '../options/rules';
import type { Dated, TimeInput } from '../times';
import type { KeyProver } from './device';
import { getDeviceState } from './device-state';

/** Which device changes. */
export interface DeviceChanging {
  /** Id of the device, `<MSP id of the company that registered it>/<local id>`. */
  readonly deviceId: string;
  /** Number of the change, `nextChange` of the device; asked for unless given. With it a repeated call changes nothing. */
  readonly number?: number;
}

/** To whom a device is offered. */
export interface DeviceOffering extends DeviceChanging {
  /** MSP id of the company. */
  readonly to: string;
  /** From then on it can no longer be accepted. */
  readonly expiresAt: TimeInput;
}

/** A device that gets another key. */
export interface KeyRotation extends DeviceChanging {
  /** The device with the new key: `client.readings.device({ deviceId })`. */
  readonly next: KeyProver;
  /** The device with the present key; left out where that is lost. */
  readonly present?: KeyProver;
  /** Why the present key cannot sign, for people; given where `present` is not. */
  readonly lost?: string;
}

/** What a device runs. */
export interface DeviceFirmwareInput extends DeviceChanging {
  /** Name of the version, for people. */
  readonly version: string;
  /** SHA-256 of the firmware's bytes, in hex. */
  readonly sha256: string;
  /** Where more is said about it: an address or a number. */
  readonly reference?: string;
}

/**
 * What becomes of devices: they go from one company to another, get new keys and new firmware. Each is a fact that comes right behind the device's last
 * batch, so of a batch and a change only one is first. Operations need the role `admin`. `client.companies` registers and revokes devices.
 */
export interface Devices {
  /**
   * Offers an own device to another company. While an offer is open, the device cannot change otherwise; its batches go on.
   * @example await client.devices.offer({ deviceId: 'Org1MSP/D-1', to: 'Org2MSP', expiresAt: '2026-06-01T00:00:00Z' });
   * @throws UNKNOWN_DEVICE, NOT_OWNER, STATE, DEVICE_REVOKED, OFFER_EXPIRED, UNKNOWN_COMPANY, SEQUENCE, ROLE_MISSING, OPTIONS_INVALID
   */
  offer(request: DeviceOffering, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes an own offer back that nobody accepted.
   * @example await client.devices.withdraw({ deviceId: 'Org1MSP/D-1' });
   * @throws UNKNOWN_DEVICE, NOT_OWNER, STATE, ROLE_MISSING, OPTIONS_INVALID
   */
  withdraw(request: DeviceChanging, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes a device over. From then on in the ledger's order the own company vouches for its batches, and the company before no longer does; batches
   * before keep their voucher. BATCH_SEQUENCE: a batch was recorded meanwhile, call again.
   * @example await client.devices.accept({ deviceId: 'Org1MSP/D-1' });
   * @throws UNKNOWN_DEVICE, NOT_A_PARTY, STATE, OFFER_EXPIRED, DEVICE_REVOKED, BATCH_SEQUENCE, ROLE_MISSING, OPTIONS_INVALID
   */
  accept(request: DeviceChanging, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Gives an own device another key. The new key proves itself, and so does the present one unless it is lost. Batches of the present key hold where they are
   * recorded before; the next one is signed by the new key and goes on with the numbers.
   * @example await client.devices.rotateKey({ deviceId: device.deviceId, next: client.readings.device({ deviceId: device.deviceId }), present: device });
   * @throws UNKNOWN_DEVICE, NOT_OWNER, STATE, DEVICE_REVOKED, DEVICE_KEY_USED, SIGNATURE, BATCH_SEQUENCE, SEQUENCE, ROLE_MISSING,
   * OPTIONS_INVALID
   */
  rotateKey(request: KeyRotation, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Records what an own device runs from its next reading on; `firmwareAt` returns what it ran at a reading.
   * @example await client.devices.recordFirmware({ deviceId: 'Org1MSP/D-1', version: '2.1.0', sha256 });
   * @throws UNKNOWN_DEVICE, NOT_OWNER, STATE, DEVICE_REVOKED, BATCH_SEQUENCE, SEQUENCE, ROLE_MISSING, OPTIONS_INVALID
   */
  recordFirmware(request: DeviceFirmwareInput, options?: CallOptions): Promise<Submitted<FactReceipt>>;
}

const anything: OptionRule = { check: () => undefined };
const CHANGING: OptionRules<DeviceChanging> = {
  deviceId: required(text),
  number: wholeNumber(1, Number.MAX_SAFE_INTEGER),
};
const PROVER: OptionRules<KeyProver> = { publicKey: required(text), proveKey: required(callback) };
const OFFERING: OptionRules<DeviceOffering> = {
  ...CHANGING,
  to: required(text),
  expiresAt: required(anything),
};
const ROTATION: OptionRules<KeyRotation> = {
  ...CHANGING,
  next: required(anything),
  present: anything,
  lost: text,
};
const FIRMWARE: OptionRules<DeviceFirmwareInput> = {
  ...CHANGING,
  version: required(text),
  sha256: required(text),
  reference: text,
};

const result = FactReceipt;
const OPERATIONS = {
  offer: submitOperation({
    ...{ name: 'company:OfferDevice', request: DeviceOffer, result },
    timeFields: ['expiresAt'],
  }),
  withdraw: submitOperation({ name: 'company:WithdrawDevice', request: DeviceWithdrawal, result }),
  accept: submitOperation({ name: 'company:AcceptDevice', request: DeviceAcceptance, result }),
  rotateKey: submitOperation({ name: 'company:RotateDeviceKey', request: DeviceKeyRotation, result }),
  recordFirmware: submitOperation({ name: 'company:RecordFirmware', request: FirmwareRecording, result }),
};

/** Makes the operations for one client. */
export function createDevices(context: OperationContext): Devices {
  const { timers } = context.session;
  const companies = createCompanies(context);
  const ofNext = async ({ deviceId, number }: DeviceChanging, call: StartedCall) => {
    const device = await companies.getDevice({ deviceId }, call);
    return { device, number: number ?? device.nextChange };
  };
  const ofOffer = async ({ deviceId, number }: DeviceChanging, call: StartedCall): Promise<number> => {
    if (number !== undefined) return number;
    const { offer, nextChange } = await companies.getDevice({ deviceId }, call);
    return offer?.number ?? nextChange;
  };
  const boundaryOf = async (deviceId: string, call: StartedCall) => {
    const { previousSequence } = await getDeviceState(context, { deviceId }, call);
    return previousSequence === undefined ? {} : { previousSequence };
  };
  return {
    offer: async (request, options) => {
      checkOptions(OFFERING, request);
      const call = startCall(options, timers);
      const { deviceId, to, expiresAt } = request;
      const { number } = await ofNext(request, call);
      return await OPERATIONS.offer(context, { deviceId, number, to, expiresAt }, call);
    },
    withdraw: async (request, options) => {
      checkOptions(CHANGING, request);
      const call = startCall(options, timers);
      const { deviceId } = request;
      const number = await ofOffer(request, call);
      return await OPERATIONS.withdraw(context, { deviceId, number }, call);
    },
    accept: async (request, options) => {
      checkOptions(CHANGING, request);
      const call = startCall(options, timers);
      const { deviceId } = request;
      const number = await ofOffer(request, call);
      const boundary = await boundaryOf(deviceId, call);
      return await OPERATIONS.accept(context, { deviceId, number, ...boundary }, call);
    },
    rotateKey: async (request, options) => {
      checkOptions(ROTATION, request);
      checkRotation(request);
      const call = startCall(options, timers);
      const { deviceId } = request;
      const { device, number } = await ofNext(request, call);
      const proofs = await proveBoth(request, device);
      const boundary = await boundaryOf(deviceId, call);
      return await OPERATIONS.rotateKey(context, { deviceId, number, ...proofs, ...boundary }, call);
    },
    recordFirmware: async (request, options) => {
      checkOptions(FIRMWARE, request);
      const call = startCall(options, timers);
      const { number } = await ofNext(request, call);
      const boundary = await boundaryOf(request.deviceId, call);
      return await OPERATIONS.recordFirmware(context, { ...request, number, ...boundary }, call);
    },
  };
}

function checkRotation({ next, present }: KeyRotation): void {
  nested(PROVER).check(pickProver(next), 'next');
  if (present !== undefined) nested(PROVER).check(pickProver(present), 'present');
}

/** A device has more members than what proves a key. */
function pickProver(prover: unknown): unknown {
  if (typeof prover !== 'object' || prover === null) return prover;
  const { publicKey, proveKey } = prover as Partial<KeyProver>;
  return { publicKey, proveKey };
}

async function proveBoth({ next, present, lost }: KeyRotation, { head }: Dated<DeviceRecord>) {
  const { publicKey } = next;
  const claim = { head, publicKey };
  const [proof, presentProof] = [await next.proveKey(claim), await present?.proveKey(claim)];
  return {
    ...{ publicKey, proof },
    ...(presentProof === undefined ? {} : { presentProof }),
    ...(lost === undefined ? {} : { lost }),
  };
}
