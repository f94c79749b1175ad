import { BatchQuery, BatchRecord, ExcursionQuery, ExcursionRecord } from '@kontti/model';
import type {
  BatchRequest,
  DeviceStateRecord,
  DeviceStateRequest,
  FactReceipt,
  ReadingSubmission,
  ReadingsGrant,
  SiteRecord,
  SiteRegistration,
  SiteRequest,
  SubmissionReceipt,
} from '@kontti/model';
import { bindOperations } from '../bind';
import { createCompanies } from '../company/companies';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { listOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { pem, required, text } from '../options/rules';
import { createShipments } from '../shipment/shipments';
import type { Dated, Undated } from '../times';
import { createDevice, DEVICE_OPTIONS } from './device';
import { getDeviceState } from './device-state';
import { getBatch } from './get-batch';
import type { Device, DeviceOptions } from './device';
import { batchesOf, readSeries } from './series';
import type { Series, SeriesRequest, SeriesSources } from './series';
import { SITE_OPERATIONS } from './sites';
import { submitBatches } from './submit';
import { submitAllBatches } from './submit-all';
import type { SignedBatch } from './batch-groups';

/** Batches of readings that devices signed, and what they show. */
export interface Readings {
  /**
   * Records up to 16 batches of own devices in one transaction; needs the role `operator`. Batches of a device follow one another
   * without a gap, each naming the one before. A repeated batch changes nothing.
   * @example await client.readings.submit({ batches: [Buffer.from(batch.bytes).toString('base64')] });
   * @throws SIGNATURE, BATCH_SEQUENCE, BATCH_CONTEXT, ALREADY_EXISTS, DEVICE_REVOKED, UNKNOWN_DEVICE, UNKNOWN_SHIPMENT,
   * UNKNOWN_SITE, UNKNOWN_AGREEMENT, NOT_A_PARTY, NOT_OWNER, ROLE_MISSING
   */
  submit(request: Undated<ReadingSubmission>, options?: CallOptions): Promise<Submitted<SubmissionReceipt>>;
  /**
   * Records any number of batches: groups them, keeps a bounded number of groups under way, and yields what became of each group as it
   * commits. Takes batches no faster than it can submit them.
   * @example for await (const { block } of client.readings.submitAll(batches)) console.log(block);
   * @throws as `submit`
   */
  submitAll(
    batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>,
    options?: CallOptions,
  ): ReturnType<typeof submitAllBatches>;
  /**
   * Returns the batch of a device that starts with that reading, with its bytes; `verifyBatch` reads them.
   * @example const { bytes } = await client.readings.getBatch({ deviceId: 'Org1MSP/D-1', firstSequence: 0 });
   * @throws NOT_FOUND
   */
  getBatch(request: Undated<BatchRequest>, options?: CallOptions): Promise<Dated<BatchRecord>>;
  /**
   * Returns how far a device's batches are on the ledger.
   * @example const { nextSequence } = await client.readings.getDeviceState({ deviceId: 'Org1MSP/D-1' });
   * @throws UNKNOWN_DEVICE
   */
  getDeviceState(
    request: Undated<DeviceStateRequest>,
    options?: CallOptions,
  ): Promise<Dated<DeviceStateRecord>>;
  /**
   * Registers a place of the own company that readings are about; needs the role `operator`. Its owner may attach readings, and whom it lets.
   * @example await client.readings.registerSite({ siteId: 'Org1MSP/harbour', name: 'Harbour', conditions: { temperatureMaxMilliC: 8_000 } });
   * @throws ALREADY_EXISTS when it has other content, NOT_OWNER, ROLE_MISSING
   */
  registerSite(request: Undated<SiteRegistration>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a site as its owner registered it.
   * @example const { name, conditions } = await client.readings.getSite({ siteId: 'Org1MSP/harbour' });
   * @throws NOT_FOUND
   */
  getSite(request: Undated<SiteRequest>, options?: CallOptions): Promise<Dated<SiteRecord>>;
  /**
   * Lets another company attach readings to an own site, or to an agreement of which the own company is a party; needs the role `operator`. An
   * agreement is a deal that all its parties agreed to and that is closed, such as a lease. Of shipments, `client.shipments.grantAccess` does it.
   * @example await client.readings.grantReadings({ kind: 'site', subjectId: 'Org1MSP/harbour', company: 'Org2MSP' });
   * @throws UNKNOWN_SITE, UNKNOWN_AGREEMENT, NOT_A_PARTY, UNKNOWN_COMPANY, ROLE_MISSING
   */
  grantReadings(request: Undated<ReadingsGrant>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Yields batches of a device in the order of their numbers, complete; else of a shipment, site or agreement by time, where the list is a hint.
   * @example for await (const batch of client.readings.queryBatches({ shipmentId: 'Org1MSP/S-1' })) console.log(batch.count);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_CONFLICT, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryBatches: ListQuery<BatchQuery, BatchRecord>;
  /**
   * Yields what was outside the conditions of a shipment or site, found again in the signed readings.
   * @example for await (const { excursions } of client.readings.queryExcursions({ shipmentId: 'Org1MSP/S-1' })) console.log(excursions);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_CONFLICT, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryExcursions: ListQuery<ExcursionQuery, ExcursionRecord>;
  /**
   * Returns what was measured, summed up by time: each quantity with minimum, maximum, mean and at most `points` points, what was outside the conditions of
   * shipments and sites, and the last position. Each batch is verified with the key that its device had. By device it is complete; otherwise it follows
   * lists, which are hints.
   * @example const { quantities, excursions } = await client.readings.series({ shipmentId: 'Org1MSP/S-1', points: 100 });
   * @throws OPTIONS_INVALID, TIME_INVALID, NOT_FOUND
   */
  series(request: SeriesRequest, options?: CallOptions): Promise<Series>;
  /**
   * Makes a device whose readings count on this client's channel and chaincode, with a new key unless one is given.
   * @example const device = client.readings.device({ deviceId: 'Org1MSP/D-1' });
   * @throws KEY_UNSUPPORTED
   */
  device(options: DeviceOptions): Device;
  /**
   * Makes a device that goes on where its batches on the ledger end: what a system does after it lost everything but the key.
   * @example const device = await client.readings.restoreDevice({ deviceId: 'Org1MSP/D-1', privateKey });
   * @throws UNKNOWN_DEVICE, KEY_UNSUPPORTED
   */
  restoreDevice(options: RestoreOptions, call?: CallOptions): Promise<Device>;
}

/** A device that exists, and its key. */
export interface RestoreOptions {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

const RESTORE_OPTIONS: OptionRules<RestoreOptions> = {
  deviceId: required(text),
  privateKey: required(pem),
};

const OPERATIONS = {
  ...SITE_OPERATIONS,
  submit: submitBatches,
  submitAll: submitAllBatches,
  getBatch,
  getDeviceState,
};

const queryBatches = listOperation({
  name: 'reading:QueryBatches',
  request: BatchQuery,
  record: BatchRecord,
});

const queryExcursions = listOperation({
  name: 'reading:QueryExcursions',
  request: ExcursionQuery,
  record: ExcursionRecord,
});

/** Where a series comes from. */
function sources(context: OperationContext): SeriesSources {
  const companies = createCompanies(context);
  const shipments = createShipments(context);
  const operations = { queryBatches: queryBatches(context), queryShipments: shipments.query };
  return {
    batches: (request, call) => batchesOf(operations, request, call),
    deviceOf: (deviceId, call) => companies.getDevice({ deviceId }, call),
    conditionsOf: async ({ shipmentId, siteId }, call) => {
      if (shipmentId !== undefined) return (await shipments.get({ shipmentId }, call)).shipment.conditions;
      if (siteId === undefined) return undefined;
      return (await SITE_OPERATIONS.getSite(context, { siteId }, call)).conditions;
    },
  };
}

/** Makes the operations for one client. */
export function createReadings(context: OperationContext): Readings {
  const { channelName: channel, chaincodeName: chaincode, timers } = context.session;
  const scope = { channel, chaincode, nowMs: () => timers.nowMs() };
  const bound = bindOperations(context, OPERATIONS);
  return {
    ...bound,
    queryBatches: queryBatches(context),
    queryExcursions: queryExcursions(context),
    series: (request, options) => readSeries(sources(context), request, startCall(options, timers)),
    device: (options) => {
      checkOptions(DEVICE_OPTIONS, options);
      return createDevice({ ...options, ...scope });
    },
    restoreDevice: async (options, call) => {
      checkOptions(RESTORE_OPTIONS, options);
      const { deviceId, privateKey } = options;
      const { nextSequence, previousSequence, previousDigest } = await bound.getDeviceState(
        { deviceId },
        call,
      );
      const previous =
        previousSequence === undefined || previousDigest === undefined
          ? {}
          : { previousSequence, previousDigest };
      return createDevice({ ...scope, deviceId, privateKey, nextSequence, ...previous });
    },
  };
}
