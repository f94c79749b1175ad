import type { Conditions, Shipment } from '@kontti/model';
import { BoundedCache } from '../bounded-cache';
import type { Companies } from '../company/companies';
import { KonttiError } from '../errors';
import { DEVICES_CACHED_MAX, SHIPMENTS_CACHED_MAX } from '../limits';
import type { Shipments } from '../shipment/shipments';
import type { ProvenFact } from './proof';

/** A device's sealed registration, as far as a batch of it needs to know. */
export interface RegisteredDevice {
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** Ledger time of the revocation. */
  readonly revokedAtMs: number | undefined;
}

/** Where registrations and conditions are looked up that the stream did not show. */
export interface RegistrySource {
  readonly companies: Pick<Companies, 'getDevice'>;
  readonly shipments: Pick<Shipments, 'get'>;
}

/** What is needed to judge batches of readings: taken from proven facts of the stream, else asked of the own peer. */
export interface ReadingRegistry {
  /** Learns from proven facts. */
  observe(facts: readonly ProvenFact[]): void;
  /** The device's registration, when it is sealed. */
  findDevice(deviceId: string): Promise<RegisteredDevice | undefined>;
  /** The conditions of a sealed shipment; empty without any. */
  findConditions(shipmentId: string): Promise<Conditions>;
  /** The consignee of a sealed shipment. */
  findConsignee(shipmentId: string): Promise<string | undefined>;
}

/** Makes a registry that remembers a bounded number of devices and shipments. */
export function createReadingRegistry({ companies, shipments }: RegistrySource): ReadingRegistry {
  const devices = new BoundedCache<RegisteredDevice>({ entriesMax: DEVICES_CACHED_MAX });
  const consignments = new BoundedCache<Consigned>({ entriesMax: SHIPMENTS_CACHED_MAX });
  const findConsignment = async (shipmentId: string): Promise<Consigned | undefined> => {
    const known = consignments.get(shipmentId);
    if (known !== undefined) {
      return known;
    }
    const record = await foundOrUndefined(shipments.get({ shipmentId }));
    if (record !== undefined) {
      consignments.set(shipmentId, record.shipment);
    }
    return record?.shipment;
  };
  return {
    observe(facts) {
      for (const { fact } of facts) {
        if (fact.type === 'device.registered') {
          // Streams of one client share what they learn, and one may be behind another: a registration is never news.
          const deviceId = idOf(fact.key);
          const { publicKey } = fact.body;
          devices.set(deviceId, { publicKey, revokedAtMs: devices.get(deviceId)?.revokedAtMs });
        } else if (fact.type === 'device.revoked') {
          const deviceId = idOf(fact.key).slice(0, -'/revoked'.length);
          const known = devices.get(deviceId);
          if (known !== undefined) {
            devices.set(deviceId, { ...known, revokedAtMs: fact.at });
          }
        } else if (fact.type === 'shipment.consigned') {
          consignments.set(idOf(fact.key), fact.body);
        }
      }
    },
    async findDevice(deviceId) {
      const known = devices.get(deviceId);
      if (known !== undefined) {
        return known;
      }
      const record = await foundOrUndefined(companies.getDevice({ deviceId }));
      if (record === undefined) {
        return undefined;
      }
      const device = { publicKey: record.publicKey, revokedAtMs: record.revokedAt?.getTime() };
      devices.set(deviceId, device);
      return device;
    },
    findConditions: async (shipmentId) => (await findConsignment(shipmentId))?.conditions ?? {},
    findConsignee: async (shipmentId) => (await findConsignment(shipmentId))?.consignee,
  };
}

/** What was consigned never changes, so it is remembered as it was first seen. */
type Consigned = Pick<Shipment, 'consignee' | 'conditions'>;

/** The id behind the first `/` of a key. */
function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

const ABSENT: ReadonlySet<string> = new Set(['NOT_FOUND', 'UNKNOWN_DEVICE', 'UNKNOWN_SHIPMENT']);

/** A record, or `undefined` when the chaincode says that no such record holds. */
export async function foundOrUndefined<T>(record: Promise<T>): Promise<T | undefined> {
  try {
    return await record;
  } catch (error) {
    if (error instanceof KonttiError && ABSENT.has(error.code)) {
      return undefined;
    }
    throw error;
  }
}
