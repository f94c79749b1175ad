import { expect } from 'chai';
import * as model from './index';

/** What the package promises to its users; a change here is a change of the interface. */
const EXPORTS = `
  ACKNOWLEDGEMENT_KINDS ASSET_KINDS ASSET_TYPES Accrual Acknowledgement AcknowledgementEntry
  Anchor AnchoredRecord AnchoringRecord BalancePage BalanceQuery BalanceRequest BatchEntry
  BatchHeader BatchQuery BatchRecord BatchRequest BoundedCache CLASSIFIERS CLOSED_BYTES
  COMPANY_FACTS COMPANY_JUDGES CONTRACT_ERRORS Claim ClaimQuery ClaimRecord ClaimRequest
  CompanyPlaces CompanyRecord CompanyRegistration CompanyRequest CompanyRule Compensation
  CompensationTier Conditions Consignment Correction CorrectionQuery CorrectionRecord
  CustodyAcceptance CustodyAccepted CustodyOffer CustodyOffered CustodyRecord CustodyRequest
  CustodyWithdrawal CustodyWithdrawn DERIVED_EVENT_TYPES Delivery DeviceRecord DeviceRegistered
  DeviceRegistration DeviceRequest DeviceRevocation DeviceRevoked DeviceStateRecord
  DeviceStateRequest DocumentAnchor DomainEvent EVENT_NAME EVENT_TYPES EXCURSION_KINDS
  EarnedPoints EventEnvelope Excursion ExcursionQuery ExcursionRecord FACT_DEFINITIONS
  FACT_STATUSES FACT_TYPES FactCorrecting FactReceipt FactRecord FactReference FactRequest
  FactStatusRecord FactsCorrected HANDOVER_STATUSES Handover HolderOrder InclusionProof IssuedLot
  Item JOURNEY_SECRET_BYTES JOURNEY_SECRET_KEY JUDGING Journey JourneyAccrual JourneyCompensation
  JourneySecretRecord JourneySecretRequest JourneySubject KEY_TYPES LIMITS LOT_ORIGINS
  LOT_STATUSES LOYALTY_FACTS LOYALTY_JUDGES LotQuery LotRecord LotRequest LotsIssued LotsSpent
  MILESTONE_KINDS MODEL_ERRORS Milestone MilestoneEntry MilestoneQuery MilestoneRecord
  MilestoneReporting ModelError MoneyValue Net PLACEHOLDERS PLANNED PageRequest Place PlaceRecord
  PlaceRegistration PlaceRequest PointTransfer PointValue ProgrammeTerms READING_COLUMNS
  READING_FACTS READING_JUDGES READING_STATUSES RECORD_FACTS RECORD_STATUSES REJECTIONS Reading
  ReadingProof ReadingSubmission ReadingsSubmitted RecordAcknowledging RecordAnchoring RecordQuery
  RecordRequest RecordsAcknowledged RecordsAnchored Redemption RejectedKey RuleChange RuleRecord
  RuleRequest SEAL_STATUSES SHIPMENT_FACTS SHIPMENT_JUDGES SHIPMENT_STATUSES SPEND_KINDS
  SealHashRequest SealReadingRecord SealRecord SealRequest Settled SettledMark
  SettlementAcceptance SettlementProposal SettlementProposed SettlementRecord SettlementRequest
  Shipment ShipmentDelivered ShipmentGrant ShipmentGranted ShipmentMilestones ShipmentQuery
  ShipmentRecord ShipmentRequest SpendOutput SubmissionReceipt SubmittedBatch TRANSPORT_FACTS
  TRANSPORT_JUDGES TRANSPORT_MODES TRANSPORT_STATUSES TRANSPORT_TRANSITIONS TRANSPORT_UPDATE_KINDS
  TermsChange TermsRecord TermsRequest TermsVersionRequest TransportPlan TransportPlanning
  TransportQuery TransportRecord TransportRequest TransportUpdate TransportUpdateEntry
  TransportUpdating TransportsPlanned TransportsUpdated WRITE_ONCE_POLICY acknowledgedKey
  acknowledgementHolds alwaysHolds anchoringHolds assetsOf attachmentKey batchKey boundedAmount
  bytesKey bytesToFact canonicalJson checkBatchRoot checkBatchSignature checkOrderSignature
  claimMinor closedDigest companiesNamedBy companyPlaces companyRegistered companyRule
  compensationPoints consigned containerCheckDigit contentOf correctedEntryKey correctedFactKey
  correctionHolds correctionKey createFact createRecordJudges createSigner custodyAccepted
  custodyEndKey custodyHead custodyKey custodyOffered custodyWithdrawn decodeBatch
  decodeBatchHeader decodeContractError defineFact delayMinutes demandReachable deviceRegistered
  deviceRevoked deviceRevokedKey encodeBatch encodeContractError entriesHold entryOfHeader
  eventsOf expiryOf factDigest factToBytes findDefinition findExcursions foundOrAbsent
  furtherSealsOf holderOf isAirportCode isBetween isCustodyRefusal isExpired isGs1Number isLate
  isOpen isSatisfied isSealedAt isSignedBy isSignedByHolder isUnlocode isUpdateRefusal isVouched
  journeyCommitment journeyKey judge keyForm leaderOf leadsTo leafHash lotOf loyaltyLots
  loyaltySettled loyaltySettlementProposed loyaltySpent loyaltyTerms mayAttach merkleLevels
  merklePath merkleRoot moveCustody netClaims nextEntry ofType ownerOf parseBytesKey parseJson
  parsePage parseRecord parseRequest parseRule parseSigningKey parseValue partiesOfConsignment
  partsOf placeKey pointsForDistance proposalHolds proveReading readAcknowledged readAnchoring
  readBatch readClaim readCompany readConsignment readContext readDevice readEntry readFact
  readGoverningRule readGrant readLatestRule readLot readPlace readPlan readRecord
  readRegistration readSettlement readShipment readSpend readTerms readTermsOf readTermsVersion
  readTermsWith readTransport readingSubmitted recordAcknowledged recordAnchored recordCorrected
  recordIdForm redemptionToBytes reference refuseAcknowledgement refuseCorrection rootFromPath
  sealCollectionName sealCollections sealHash sealValue sealedAt sealedWith settledHolds
  settledKey settledMarks shipmentConsigned shipmentDelivered shipmentGranted shipmentMilestones
  shipmentParties spendHolds spendOutputs spentKey stageOf submissionDigest sumAmounts toFound
  transferToBytes transportKey transportPlanned transportUpdated updateKey updateTransport
  verdictOf verdictOfEntries verifyBatchBytes verifyInclusionProof verifyReadingProof
  vouchersByRule vouchersOf vouchersUnder walkSeries walletKeySeed wasParty
`;

describe('exports of the model', () => {
  it('are those that were chosen', () => {
    const names = Object.keys(model).filter((name) => name !== '__esModule');
    expect(names.sort()).to.deep.equal(EXPORTS.trim().split(/\s+/));
  });
});
