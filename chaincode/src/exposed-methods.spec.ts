import { expect } from 'chai';
import { MemoryLedger } from './testing/memory-ledger.js';

const EXPOSED = [
  'company:GetCompany',
  'company:GetDevice',
  'company:GetFact',
  'company:GetFactStatus',
  'company:GetPlace',
  'company:GetRule',
  'company:Register',
  'company:RegisterDevice',
  'company:RegisterPlaces',
  'company:RevokeDevice',
  'company:SetRule',
  'loyalty:AcceptSettlement',
  'loyalty:Accrue',
  'loyalty:Compensate',
  'loyalty:GetBalance',
  'loyalty:GetClaim',
  'loyalty:GetLot',
  'loyalty:GetSettlement',
  'loyalty:GetTerms',
  'loyalty:GetTermsVersion',
  'loyalty:ProposeSettlement',
  'loyalty:QueryClaims',
  'loyalty:QueryLots',
  'loyalty:Redeem',
  'loyalty:SetTerms',
  'loyalty:Transfer',
  'org.hyperledger.fabric:GetMetadata',
  'reading:GetBatch',
  'reading:QueryBatches',
  'reading:QueryExcursions',
  'reading:Submit',
  'shipment:AcceptCustody',
  'shipment:Consign',
  'shipment:Deliver',
  'shipment:GetCustody',
  'shipment:GetShipment',
  'shipment:GetTransport',
  'shipment:OfferCustody',
  'shipment:PlanTransports',
  'shipment:QueryMilestones',
  'shipment:QueryShipments',
  'shipment:QueryTransports',
  'shipment:ReportMilestones',
  'shipment:UpdateTransports',
  'shipment:WithdrawOffer',
];

describe('the methods that peers can call', () => {
  it('are exactly those that were exposed on purpose', () => {
    expect(new MemoryLedger({ nowMs: 0, members: [] }).methods.sort()).to.deep.equal(EXPOSED);
  });
});
