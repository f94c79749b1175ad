import { expect } from 'chai';
import * as model from './index';

/** What the package promises to its users; a change here is a change of the interface. */
const EXPORTS = `
  ACKNOWLEDGEMENT_KINDS ANSWER_KEY_BYTES ASSET_KINDS ASSET_TYPES Accrual Acknowledgement
  AcknowledgementEntry Amendment Anchor AnchoredRecord AnchoringRecord AnswerQuery AnswerRecord
  AskedMoves BalancePage BalanceQuery BalanceRequest BatchEntry BatchHeader BatchQuery BatchRecord
  BatchRequest BoundedCache CLASSIFIERS CLASS_KINDS CLASS_LOT_STATUSES CLOSED_BYTES
  COMMITMENT_STATUSES COMPANY_FACTS COMPANY_JUDGES CONTRACT_ERRORS CONTRADICTION_KINDS
  Cancellation Claim ClaimQuery ClaimRecord ClaimRequest ClassLotQuery ClassLotRecord
  ClassLotRequest ClassLotsIssued ClassLotsMoved Commitment CommitmentPublishing CommitmentRecord
  CommitmentRequest CommitmentsPublished CompanyPlaces CompanyRecord CompanyRegistration
  CompanyRequest CompanyRule Compensation CompensationTier Conditions Consignment ConsignmentList
  Correction CorrectionQuery CorrectionRecord CustodyAcceptance CustodyAccepted CustodyOffer
  CustodyOffered CustodyRecord CustodyRequest CustodyWithdrawal CustodyWithdrawn DEAL_STATUSES
  DERIVED_EVENT_TYPES DEVICE_FACTS DEVICE_KEY_STATUSES DealAgreed DealAgreeing DealClosed DealMove
  DealProposed DealProposing DealQuery DealRecord DealRequest DealTerms DealWithdrawn DealtMove
  Delivery DeviceAcceptance DeviceAccepted DeviceBoundaryRequest DeviceChange DeviceChangeRequest
  DeviceFirmware DeviceFirmwareRecord DeviceKeyRecord DeviceKeyRotation DeviceOffer
  DeviceOfferRecord DeviceOffered DeviceOwnerRecord DeviceRecord DeviceRegistered
  DeviceRegistration DeviceRekeyed DeviceRequest DeviceRevocation DeviceRevoked DeviceStateRecord
  DeviceStateRequest DeviceWithdrawal DeviceWithdrawn Discount DisputeEnded DisputeEnding
  DocumentAnchor DomainEvent ECDSA_CURVES EVENT_NAME EVENT_TYPES EXCURSION_KINDS EarnedPoints EarningRule
  EventEnvelope Evidence Excursion ExcursionQuery ExcursionRecord FACT_DEFINITIONS FACT_STATUSES
  FACT_TYPES FactCorrecting FactReceipt FactRecord FactReference FactRequest FactStatusRecord
  FactsCorrected FirmwareRecording GOODS_FIELDS HANDOVER_STATUSES HOLDER_KINDS Handover
  HolderOrder ITEM_STATUSES InclusionProof IssuedLot Item ItemRecord ItemRequest ItemRoot ItemRun
  ItemsContradicted ItemsContradicting ItemsDescribed ItemsLinked ItemsLinking ItemsMade
  ItemsMaking ItemsMark ItemsMarked ItemsMarking ItemsQuery ItemsReader ItemsRecalled
  ItemsRecalling ItemsRecord ItemsRequest JOURNEY_SECRET_BYTES JOURNEY_SECRET_KEY JUDGING Journey
  JourneyAccrual JourneyCompensation JourneySecretRecord JourneySecretRequest JourneySubject
  KEY_TYPES LIMITS LINK_ACTIONS LINK_KINDS LOAD_STATES LOT_FACTS LOT_JUDGES LOT_ORIGINS
  LOT_STATUSES LOYALTY_FACTS LOYALTY_JUDGES LinkGroup LotClass LotClassChange LotClassRecord
  LotClassRequest LotDisputed LotDisputing LotIssue LotIssuing LotMoving LotQuery LotRecord
  LotRequest LotsIssued LotsSpent MARK_KINDS MILESTONE_KINDS MODEL_ERRORS MOVE_KINDS Milestone
  MilestoneEntry MilestoneQuery MilestoneRecord MilestoneReporting ModelError MoneyValue MoveInput
  MoveOutput MoveTerms MovedInput MovedLots MovedOutput NEW_ITEM Net NettingProposing PLACEHOLDERS
  PLANNED PRODUCT_FACTS PRODUCT_JUDGES PRODUCT_REGIMES PageRequest Period Place PlaceRecord
  PlaceRegistration PlaceRequest Pledge PointTransfer PointValue PrivateRecordAnswer
  PrivateRecordKeeping PrivateRecordPurging PrivateRecordReceipt PrivateRecordReference
  PrivateRecordRequest ProductClass ProductClassChange ProductClassRecord ProductClassRequest
  ProgrammeTerms Purchase PurchaseAccrual READING_COLUMNS READING_FACTS READING_JUDGES
  READING_STATUSES RECALL_ANSWERS RECORD_FACTS RECORD_STATUSES REFERENCE_KINDS REJECTIONS Reading
  ReadingProof ReadingSubmission ReadingsGrant ReadingsGranted ReadingsSubmitted RecallAnswered
  RecallAnswering RecallDescribed RecallQuery RecallRecord RecallRequest RecordAcknowledging
  RecordAnchoring RecordErased RecordErasing RecordQuery RecordRequest RecordsAcknowledged
  RecordsAnchored Redemption RejectedKey RuleChange RuleRecord RuleRequest SALT_BYTES
  SEAL_STATUSES SHIPMENT_FACTS SHIPMENT_JUDGES SHIPMENT_STATUSES SPEND_KINDS SUBJECT_KINDS
  SealHashRequest SealReadingRecord SealRecord SealRequest SerialOpening Settled SettledMark
  SettlementAcceptance SettlementProposal SettlementProposed SettlementRecord SettlementRequest
  Shipment ShipmentAmended ShipmentCancelled ShipmentChanges ShipmentDelivered ShipmentGrant
  ShipmentGranted ShipmentMilestones ShipmentQuery ShipmentRecord ShipmentReference
  ShipmentRequest ShipmentsConsigned SiteRecord SiteRegistered SiteRegistration SiteRequest
  SpendOutput StatementQuery StatementRecord SubmissionReceipt SubmittedBatch TRANSFER_KINDS
  TRANSPORT_FACTS TRANSPORT_JUDGES TRANSPORT_MODES TRANSPORT_STATUSES TRANSPORT_TRANSITIONS
  TRANSPORT_UPDATE_KINDS TermsChange TermsRecord TermsRequest TermsVersionRequest Tier
  TransportPlan TransportPlanning TransportQuery TransportRecord TransportRequest TransportUpdate
  TransportUpdateEntry TransportUpdating TransportsPlanned TransportsUpdated TravelledJourney
  VersionRecord VersionRequest WRITE_ONCE_POLICY WalletOrder WalletSignature acknowledgedKey
  acknowledgementHolds agreementHolds alwaysHolds amendShipment amendedBy anchoringHolds
  answerHolds areNetted askedOf askedOfDeal assetsOf attachmentKey batchKey batchPlace
  batchesToBytes boundedAmount bytesKey bytesToBatches bytesToFact canHold canonicalJson
  checkBatchRoot checkBatchSignature checkOrderSignature checkValue claimMinor classLotOf
  classLotsMadeBy closedDigest commitmentHolds commitmentOf companiesNamedBy companyHolder
  companyOf companyPlaces companyRegistered companyRule compensationPoints consigned
  containerCheckDigit contains contentHead contentOf contentOfDeal correctedEntryKey
  correctedFactKey correctionHolds correctionKey countOf createFact createRecordJudges
  createSigner custodyAccepted custodyEndKey custodyHead custodyKey custodyOffered
  custodyWithdrawn dealAgreed dealClosed dealEndKey dealProposed dealToBytes dealWithdrawn
  decodeBatch decodeBatchHeader decodeContractError defineFact delayMinutes demandDistinctSerials
  demandOneSubject demandReachable deviceAccepted deviceChangeEndKey deviceChangeKey
  deviceFirmware deviceKeyToDigest deviceOffered deviceRegistered deviceRekeyed deviceRevoked
  deviceRevokedKey deviceWithdrawn discountedPoints disputantsOf disputeEndHolds disputeEnded
  disputeHolds ecdsaCurveOf encodeBatch encodeColumns encodeContractError endOf entriesHold entryOf
  entryOfBatch epochsAt eventsOf expiryOf factDigest factToBytes findDefinition findExcursions
  findOverlap followAmendment followCancellation foundOrAbsent furtherSealsOf hasNoTitle heldItems
  holderOf isAgreedDeal isAirportCode isBetween isContradiction isCustodyRefusal isDealOver
  isExpired isGs1Number isKeyProven isLate isLotRefusal isOfferOver isOpen isOrderedBy isOversized
  isSatisfied isSealedAt isSignedBy isSignedByHolder isSignedWith isTooLong isTrusted isUnlocode
  isUpdateRefusal isVouched issuedLotsHold itemId itemRange itemRangeOf itemsContradicted itemsKey
  itemsLinked itemsMade itemsMarked itemsRecalled itemsWith journeyCommitment journeyKey judge
  keeperOf keeperOfLot keyForm laterBatchKey laterRevokedKey leaderOf leadsTo leafHash linkHolds
  lotClass lotDisputed lotIssued lotMoved lotOf lotsKey lotsMadeBy lotsUsedUp loyaltyLots
  loyaltySettled loyaltySettlementProposed loyaltySpent loyaltyTerms makerOfLot markHolds
  mayAttach mayMeasure mayReport merkleLevels merklePath merkleRoot moveCustody moveToBytes
  movingHolds movingOf netClaims netObligations netsOf newColumn nextEntry ofType opensSerial
  overlaps ownerOf parseBytesKey parseItemRange parseJson parsePage parseRecord parseRequest
  parseRule parseSigningKey parseValue partiesOfConsignment partiesOfLink partsOf pastOf placeKey
  placeOfChange placeOfLot planIssue planMaking planMove pointsEarned pointsForDistance presentOf
  privateCollectionName privateRecordId productClass proposalHolds proveReading publicationHolds
  publishedKey rangesOfGroup rawToLowDer readAcknowledged readAnchoring readBatch readChangedDevice readClaim
  readClass readClassLot readClassVersion readClassWith readCommitment readCompany readConsignment
  readContext readDeal readDevice readDisputants readDispute readEntry readEntryIn readFact
  readGoverningRule readGrant readItem readItems readLatestRule readLot readMeasuringGrant
  readObligation readOrigin readPlace readPlan readProductClass readProductClassVersion
  readProductClassWith readRange readRecall readRecord readRegistration readSettlement
  readShipment readSite readSpend readSubject readTerms readTermsOf readTermsVersion readTermsWith
  readTransport readingGranted readingSubmitted recallAnswered recallHolds recordAcknowledged
  recordAnchored recordCorrected recordErased recordIdForm recordPublished redemptionToBytes
  reference refuseAcknowledgement refuseAmendment refuseCorrection refuseDispute refuseLinks
  refuseMark refuseNetted revocationPlace rootFromPath runKey saltedBytes sealCollectionName
  sealCollections sealHash sealValue sealedAt sealedBytes sealedWith serial serialKey serialLeaf
  serialOf settledHolds settledKey settledMarks shipmentAmended shipmentCancelled
  shipmentConsigned shipmentConsignments shipmentDelivered shipmentGranted shipmentMilestones
  shipmentParties siteRegistered sizeOf spendHolds spendOutputs spentKey stageOf startsAsBatches
  stepKey subjectOf submissionDigest sumAmounts surrendersTitle takeStep tierOf titleAddress
  titleKey toColumns toFound toLowSignature toReadings transferToBytes transportKey transportPlanned
  transportUpdated unlessRefused updateKey updateTransport verdictOf verdictOfEntries verifyBatchBytes
  verifyInclusionProof verifyReadingProof vouchersByRule vouchersOf vouchersUnder walkSeries
  walletHolder walletKeySeed wasParty withdrawalHolds
`;

describe('exports of the model', () => {
  it('are those that were chosen', () => {
    const names = Object.keys(model).filter((name) => name !== '__esModule');
    expect(names.sort()).to.deep.equal(EXPORTS.trim().split(/\s+/));
  });
});
