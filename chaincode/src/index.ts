import 'reflect-metadata';
import { common } from '@hyperledger/fabric-protos';
import { CompanyContract } from './company/company-contract';
import { LotContract } from './lot/lot-contract';
import { LoyaltyContract } from './loyalty/loyalty-contract';
import { ProductContract } from './product/product-contract';
import { ReadingContract } from './reading/reading-contract';
import { RecordContract } from './record/record-contract';
import { ShipmentContract } from './shipment/shipment-contract';
import { TransportContract } from './transport/transport-contract';

export { serializers } from './serializer/strict-serializer';

// fabric-shim carries an older fabric-protos, and both keep their classes under one global name: the newer has to be loaded first.
// A value is used, so that the import stays; a bare import would be in the published types too.
void common;

/** What fabric-shim's loader runs. */
export const contracts = [
  CompanyContract,
  TransportContract,
  ShipmentContract,
  ReadingContract,
  LoyaltyContract,
  LotContract,
  ProductContract,
  RecordContract,
];
