import { expect } from 'chai';
import * as model from './index.js';

/** What the package promises to its users; a change here is a change of the interface. */
const EXPORTS = `
  ASSET_TYPES Accrual BalanceRecord BalanceRequest BatchHeader BatchQuery BatchRecord BatchRequest
  CLASSIFIERS CONTRACT_ERRORS Claim ClaimQuery ClaimRecord ClaimRequest CompanyPlaces CompanyRecord
  CompanyRegistration CompanyRequest CompanyRule Compensation CompensationTier Conditions
  Consignment CustodyAcceptance CustodyAccepted CustodyOffer CustodyOffered CustodyRecord
  CustodyRequest CustodyWithdrawal CustodyWithdrawn DERIVED_EVENT_TYPES Delivery DeviceRecord
  DeviceRegistered DeviceRegistration DeviceRequest DeviceRevocation DeviceRevoked DocumentAnchor
  DomainEvent EVENT_NAME EVENT_TYPES EXCURSION_KINDS EventEnvelope Excursion ExcursionQuery
  ExcursionRecord FACT_BODY_CLASSES FACT_KEY_KINDS FACT_STATUSES FACT_VERSION FactReceipt FactRecord
  FactRequest FactStatusRecord HANDOVER_STATUSES Handover HolderOrder IssuedLot Item Journey
  KEY_TEMPLATES KEY_TYPES LIMITS LOT_ORIGINS LOT_STATUSES LotQuery LotRecord LotRequest LotsIssued
  LotsSpent MILESTONE_KINDS MODEL_ERRORS Milestone MilestoneQuery MilestoneRecord MilestoneReporting
  ModelError Net PageRequest Place PlaceRecord PlaceRegistration PlaceRequest PointTransfer
  PointValue ProgrammeTerms READING_COLUMNS REJECTIONS Reading ReadingProof ReadingSubmission
  Redemption RejectedKey RuleChange RuleRecord RuleRequest SEAL_STATUSES SHIPMENT_STATUSES
  SPEND_KINDS SealRecord Settled SettlementAcceptance SettlementProposal SettlementProposed
  SettlementRecord SettlementRequest Shipment ShipmentDelivered ShipmentMilestones ShipmentQuery
  ShipmentRecord ShipmentRequest SpendOutput SubmissionReceipt SubmittedBatch TRANSPORT_MODES
  TRANSPORT_STATUSES TRANSPORT_UPDATE_KINDS TermsChange TermsRecord TermsRequest TermsVersionRequest
  TransportPlan TransportPlanning TransportQuery TransportRecord TransportRequest TransportUpdate
  TransportUpdateEntry TransportUpdating TransportsPlanned TransportsUpdated buildKey bytesToFact
  canonicalJson checkBatchRoot checkBatchSignature checkOrderSignature claimMinor compensationPoints
  containerCheckDigit createFact createSigner decodeBatch decodeContractError delayMinutes
  encodeBatch encodeContractError expiryOf factDigest factToBytes findExcursions holderOf
  isAirportCode isExpired isFactType isGs1Number isLate isSignedBy isSignedByHolder isUnlocode keyOfFact keyOwnerOf
  netClaims ownerOf parseJson parseKey parsePage parseRecord parseRequest parseSigningKey parseValue
  partiesOf pointsForDistance proveReading redemptionToBytes sealCollectionName sealCollections sealHash sealValue
  spendOutputs sumAmounts transferToBytes verifyReadingProof vouchersDemandedBy
`;

describe('exports of the model', () => {
  it('are those that were chosen', () => {
    const names = Object.keys(model).filter((name) => name !== '__esModule');
    expect(names.sort()).to.deep.equal(EXPORTS.trim().split(/\s+/));
  });
});
