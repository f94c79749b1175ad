import 'reflect-metadata';
import { CompanyContract } from './company/company-contract.js';
import { LoyaltyContract } from './loyalty/loyalty-contract.js';
import { ShipmentContract } from './shipment/shipment-contract.js';

export { serializers } from './serializer/strict-serializer.js';
export { sealCollections } from './policy/seal-collections.js';
export type { CollectionConfig } from './policy/seal-collections.js';

/** What fabric-shim's loader runs. */
export const contracts = [CompanyContract, ShipmentContract, LoyaltyContract];
