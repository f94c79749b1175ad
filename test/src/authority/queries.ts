import { COMPANIES } from '@kontti/chaincode/testing/world';

const { airline, caterer, forwarder } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const programme = `${airline}/Miles`;
const pageSize = 10;

/** A request for every query that any member may ask. */
export const QUERIES: Readonly<Record<string, object>> = {
  'company:GetCompany': { mspId: airline },
  'company:GetRule': { mspId: airline, assetType: 'reading' },
  'company:GetPlace': { mspId: airline, code: 'JFK' },
  'company:GetDevice': { deviceId: `${caterer}/D-1` },
  'company:GetFact': { key: `company/${airline}/0` },
  'company:GetFactStatus': { key: `company/${airline}/0` },
  'company:ReadSeal': { mspId: airline, key: `company/${airline}/0` },
  'company:FollowSeal': { hash: '0'.repeat(64) },
  'transport:Get': { transportId: `${airline}/T-1` },
  'transport:Query': { pageSize },
  'shipment:GetShipment': { shipmentId },
  'shipment:GetCustody': { shipmentId },
  'shipment:QueryShipments': { pageSize },
  'shipment:QueryMilestones': { shipmentId, pageSize },
  'reading:GetSite': { siteId: `${forwarder}/yard` },
  'reading:GetBatch': { deviceId: `${caterer}/D-1`, firstSequence: 0 },
  'reading:GetDeviceState': { deviceId: `${caterer}/D-1` },
  'reading:QueryBatches': { shipmentId, pageSize },
  'reading:QueryExcursions': { shipmentId, pageSize },
  'loyalty:GetTerms': { programme },
  'loyalty:GetTermsVersion': { programme, version: 0 },
  'loyalty:GetLot': { lotId: `${airline}/a/0` },
  'loyalty:GetBalance': { programme, holder: 'b'.repeat(64), at: 0 },
  'loyalty:GetClaim': { claimId: `${airline}/r` },
  'loyalty:GetSettlement': { settlementId: `${caterer}/s` },
  'loyalty:QueryLots': { programme, holder: 'b'.repeat(64), pageSize },
  'loyalty:QueryClaims': { pageSize },
  'lot:GetClass': { classId: `${airline}/credit` },
  'lot:GetDeal': { dealId: `${forwarder}/d` },
  'lot:QueryDeals': { company: forwarder, pageSize },
  'lot:GetLot': { lotId: `${airline}/l/0` },
  'lot:QueryLots': { classId: `${airline}/credit`, holder: `company:${forwarder}`, pageSize },
  'product:GetClass': { classId: `${forwarder}/cell` },
  'product:GetItems': { items: `${forwarder}/cells` },
  'product:GetItem': { itemId: `${forwarder}/cells/0` },
  'product:GetRecall': { recallId: `${forwarder}/rc` },
  'product:QueryItems': { classId: `${forwarder}/cell`, pageSize },
  'product:QueryStatements': { items: `${forwarder}/cells`, pageSize },
  'product:QueryRecalls': { classId: `${forwarder}/cell`, pageSize },
  'product:QueryAnswers': { recallId: `${forwarder}/rc`, pageSize },
  'record:GetCommitment': { recordId: `${forwarder}/${'a'.repeat(32)}` },
  'record:GetRecord': { recordId: `${forwarder}/r/0` },
  'record:QueryRecords': { pageSize },
  'record:QueryCorrections': { key: `shipment/${shipmentId}`, pageSize },
};
