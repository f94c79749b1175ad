import { expect } from 'chai';
import * as model from './index';

/** What the package promises to its users; a change here is a change of the interface. */
const EXPORTS = `
  ACKNOWLEDGEMENT_KINDS ASSET_KINDS ASSET_TYPES Accrual Acknowledgement AcknowledgementEntry
  Anchor AnchoredRecord AnchoringRecord AskedMoves BalancePage BalanceQuery BalanceRequest
  BatchEntry BatchHeader BatchQuery BatchRecord BatchRequest BoundedCache CLASSIFIERS CLASS_KINDS
  CLASS_LOT_STATUSES CLOSED_BYTES COMPANY_FACTS COMPANY_JUDGES CONTRACT_ERRORS Claim ClaimQuery
  ClaimRecord ClaimRequest ClassLotQuery ClassLotRecord ClassLotRequest ClassLotsIssued
  ClassLotsMoved CompanyPlaces CompanyRecord CompanyRegistration CompanyRequest CompanyRule
  Compensation CompensationTier Conditions Consignment Correction CorrectionQuery
  CorrectionRecord CustodyAcceptance CustodyAccepted CustodyOffer CustodyOffered CustodyRecord
  CustodyRequest CustodyWithdrawal CustodyWithdrawn DEAL_STATUSES DERIVED_EVENT_TYPES DealAgreed
  DealAgreeing DealClosed DealMove DealProposed DealProposing DealQuery DealRecord DealRequest
  DealTerms DealWithdrawn DealtMove Delivery DeviceRecord DeviceRegistered DeviceRegistration
  DeviceRequest DeviceRevocation DeviceRevoked DeviceStateRecord DeviceStateRequest DisputeEnded
  DisputeEnding DocumentAnchor DomainEvent EVENT_NAME EVENT_TYPES EXCURSION_KINDS EarnedPoints
  EventEnvelope Excursion ExcursionQuery ExcursionRecord FACT_DEFINITIONS FACT_STATUSES
  FACT_TYPES FactCorrecting FactReceipt FactRecord FactReference FactRequest FactStatusRecord
  FactsCorrected HANDOVER_STATUSES HOLDER_KINDS Handover HolderOrder InclusionProof IssuedLot
  Item JOURNEY_SECRET_BYTES JOURNEY_SECRET_KEY JUDGING Journey JourneyAccrual JourneyCompensation
  JourneySecretRecord JourneySecretRequest JourneySubject KEY_TYPES LIMITS LOT_FACTS LOT_JUDGES
  LOT_ORIGINS LOT_STATUSES LOYALTY_FACTS LOYALTY_JUDGES LotClass LotClassChange LotClassRecord
  LotClassRequest LotDisputed LotDisputing LotIssue LotIssuing LotMoving LotQuery LotRecord
  LotRequest LotsIssued LotsSpent MILESTONE_KINDS MODEL_ERRORS MOVE_KINDS Milestone
  MilestoneEntry MilestoneQuery MilestoneRecord MilestoneReporting ModelError MoneyValue
  MoveInput MoveOutput MoveTerms MovedInput MovedLots MovedOutput Net NettingProposing
  PLACEHOLDERS PLANNED PageRequest Place PlaceRecord PlaceRegistration PlaceRequest Pledge
  PointTransfer PointValue ProgrammeTerms READING_COLUMNS READING_FACTS READING_JUDGES
  READING_STATUSES RECORD_FACTS RECORD_STATUSES REJECTIONS Reading ReadingProof ReadingSubmission
  ReadingsSubmitted RecordAcknowledging RecordAnchoring RecordQuery RecordRequest
  RecordsAcknowledged RecordsAnchored Redemption RejectedKey RuleChange RuleRecord RuleRequest
  SEAL_STATUSES SHIPMENT_FACTS SHIPMENT_JUDGES SHIPMENT_STATUSES SPEND_KINDS SealHashRequest
  SealReadingRecord SealRecord SealRequest Settled SettledMark SettlementAcceptance
  SettlementProposal SettlementProposed SettlementRecord SettlementRequest Shipment
  ShipmentDelivered ShipmentGrant ShipmentGranted ShipmentMilestones ShipmentQuery ShipmentRecord
  ShipmentRequest SpendOutput SubmissionReceipt SubmittedBatch TRANSFER_KINDS TRANSPORT_FACTS
  TRANSPORT_JUDGES TRANSPORT_MODES TRANSPORT_STATUSES TRANSPORT_TRANSITIONS
  TRANSPORT_UPDATE_KINDS TermsChange TermsRecord TermsRequest TermsVersionRequest TransportPlan
  TransportPlanning TransportQuery TransportRecord TransportRequest TransportUpdate
  TransportUpdateEntry TransportUpdating TransportsPlanned TransportsUpdated WRITE_ONCE_POLICY
  WalletOrder WalletSignature acknowledgedKey acknowledgementHolds agreementHolds alwaysHolds
  anchoringHolds areNetted askedOf askedOfDeal assetsOf attachmentKey batchKey boundedAmount
  bytesKey bytesToFact canHold canonicalJson checkBatchRoot checkBatchSignature
  checkOrderSignature claimMinor classLotOf closedDigest companiesNamedBy companyHolder companyOf
  companyPlaces companyRegistered companyRule compensationPoints consigned containerCheckDigit
  contentOf correctedEntryKey correctedFactKey correctionHolds correctionKey createFact
  createRecordJudges createSigner custodyAccepted custodyEndKey custodyHead custodyKey
  custodyOffered custodyWithdrawn dealAgreed dealClosed dealEndKey dealProposed dealWithdrawn
  decodeBatch decodeBatchHeader decodeContractError defineFact delayMinutes demandReachable
  deviceRegistered deviceRevoked deviceRevokedKey disputantsOf disputeEndHolds disputeEnded
  disputeHolds encodeBatch encodeColumns encodeContractError entriesHold entryOfBatch eventsOf
  expiryOf factDigest factToBytes findDefinition findExcursions foundOrAbsent furtherSealsOf
  holderOf isAgreedDeal isAirportCode isBetween isCustodyRefusal isDealOver isExpired isGs1Number
  isLate isLotRefusal isOpen isOrderedBy isSatisfied isSealedAt isSignedBy isSignedByHolder
  isSignedWith isUnlocode isUpdateRefusal isVouched issuedLotsHold journeyCommitment journeyKey
  judge keeperOf keeperOfLot keyForm leaderOf leadsTo leafHash lotClass lotDisputed lotIssued
  lotMoved lotOf lotsKey lotsUsedUp loyaltyLots loyaltySettled loyaltySettlementProposed
  loyaltySpent loyaltyTerms mayAttach merkleLevels merklePath merkleRoot moveCustody moveToBytes
  movingHolds movingOf netClaims netObligations netsOf newColumn nextEntry ofType ownerOf
  parseBytesKey parseJson parsePage parseRecord parseRequest parseRule parseSigningKey parseValue
  partiesOfConsignment partsOf placeKey placeOfLot planIssue planMove pointsForDistance
  proposalHolds proveReading readAcknowledged readAnchoring readBatch readClaim readClass
  readClassLot readClassVersion readClassWith readCompany readConsignment readContext readDeal
  readDevice readDisputants readDispute readEntry readFact readGoverningRule readGrant
  readLatestRule readLot readObligation readOrigin readPlace readPlan readRecord readRegistration
  readSettlement readShipment readSpend readTerms readTermsOf readTermsVersion readTermsWith
  readTransport readingSubmitted recordAcknowledged recordAnchored recordCorrected recordIdForm
  redemptionToBytes reference refuseAcknowledgement refuseCorrection refuseDispute refuseNetted
  rootFromPath sealCollectionName sealCollections sealHash sealValue sealedAt sealedWith
  settledHolds settledKey settledMarks shipmentConsigned shipmentDelivered shipmentGranted
  shipmentMilestones shipmentParties spendHolds spendOutputs spentKey stageOf submissionDigest
  sumAmounts sumAncestors titleKey toColumns toFound toReadings transferToBytes transportKey
  transportPlanned transportUpdated updateKey updateTransport verdictOf verdictOfEntries
  verifyBatchBytes verifyInclusionProof verifyReadingProof vouchersByRule vouchersOf
  vouchersUnder walkSeries walletHolder walletKeySeed wasParty withdrawalHolds
`;

describe('exports of the model', () => {
  it('are those that were chosen', () => {
    const names = Object.keys(model).filter((name) => name !== '__esModule');
    expect(names.sort()).to.deep.equal(EXPORTS.trim().split(/\s+/));
  });
});
