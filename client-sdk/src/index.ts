export { connect } from './connect';
export type { CommonOptions, ConnectOptions, TlsClientOptions } from './connect-options';
export type { Pem, PeerOptions } from './connection/endpoint';
export type { AcceptedDefinition, KonttiClient, OpenEvents, TransactionRequest } from './client';
export { ERRORS, KonttiError } from './errors';
export type { ErrorDetails, NodeCause, SdkErrorCode, Stage } from './errors';
export type { DisownedFact } from './definition/disowned';
export type { DefinitionOptions, DefinitionStatus } from './definition/guard';
export type { DefinitionChange, PinnedDefinition } from './definition/definition';
export type {
  DomainEventType,
  EventBodies,
  EventPlace,
  KonttiEvent,
  ProvenEvent,
  UnprovenEvent,
} from './events/domain-event';
export type { UnprovenEntry } from './events/fact-events';
export type { UnprovenReason } from './events/proof';
export type { LotIssued } from './loyalty/lot-issued';
export type { ReadingExcursion, ReadingSubmitted } from './events/readings';
export type { EventsOptions } from './events/stream';
export type { CallOptions } from './gateway/call-options';
export type { Timeouts } from './gateway/session';
export type { Timers } from './gateway/timers';
export type { AssetKey, TransportDelayed } from '@kontti/model';
export type { Endorser } from './history/endorsers';
export type { HistoryEntry, HistoryOptions } from './history/history';
export type { TransactionInfo } from './history/transaction';
export { consume } from './consume/consume';
export type { ConsumeOptions } from './consume/consume-options';
export type { EventFilter } from './consume/filter';
export type {
  ConsumerState,
  ConsumerStep,
  ConsumerStore,
  DeadLetter,
  DeadLetterSelection,
} from './consume/store';
export type { Companies } from './company/companies';
export type { Readings, RestoreOptions } from './reading/readings';
export type { ConsignmentRequest, Shipments } from './shipment/shipments';
export type { Transports } from './transport/transports';
export { createClientSigner } from './identity/signer';
export type { ExternalSigner } from './identity/external-signer';
export { openToken } from './identity/token';
export type { Token, TokenKey, TokenOptions } from './identity/token';
export type { OrganizationsFolderOptions } from './identity/organizations-folder';
export type { Passphrase } from './identity/private-key';
export type {
  ConnectionProfileOptions,
  ExplicitIdentityOptions,
  PrivateKeyOptions,
  SignerOptions,
} from './identity/resolve-identity';
export type { ConnectionNotice, Logger, ObserveOptions, RetryNotice } from './observe/observe-options';
export { openOutbox } from './outbox/outbox';
export type { Outbox } from './outbox/outbox';
export type { OutboxEntry, OutboxOutcome, OutboxReason } from './outbox/entry';
export type { OutboxOperation, OutboxRequests } from './outbox/operations';
export type { OutboxOptions, Replacement, RowReference } from './outbox/outbox-options';
export type { RowOptions } from './outbox/prepare-row';
export type { RunOptions } from './outbox/run';
export type {
  DueSelection,
  NewRow,
  OutboxLease,
  OutboxRow,
  OutboxState,
  OutboxStore,
  RowChange,
  RowProgress,
  RowSelection,
  RowWriter,
} from './outbox/store';
export { selectLots } from './loyalty/select-lots';
export type { SelectLotsOptions, SpendableLot } from './loyalty/select-lots';
export { createWallet } from './loyalty/wallet';
export type { JourneyPreview, TermsPreview } from './loyalty/preview';
export { discountedPoints, tierOf } from './loyalty/programme-terms';
export type { PricedInPoints } from './loyalty/programme-terms';
export type { Balance } from './loyalty/get-balance';
export type {
  OrderInput,
  OrderOptions,
  RedemptionOptions,
  TransferOptions,
  Wallet,
  WalletOptions,
} from './loyalty/wallet';
export type { ListQuery, QueryConditions, Submitted } from './operation';
export type { ListOptions, PageOptions, RecordPage, RejectedRecord } from './pages';
export type { SignedBatch } from './reading/batch-groups';
export { verifyBatch, verifyReading } from './reading/decode';
export type { VerifiedBatch } from './reading/decode';
export type {
  MeasuredQuantity,
  Series,
  SeriesExcursion,
  SeriesPosition,
  SeriesQuantity,
  SeriesRequest,
} from './reading/series';
export type { SeriesPoint } from './reading/downsample';
export { createDevice } from './reading/device';
export type { BatchSubject } from './reading/batch-subject';
export { firmwareAt, keyAt } from './reading/device-record';
export { deviceToDid } from './reading/did-document';
export type {
  DidDocument,
  DidPublicKeyJwk,
  DidVerificationMethod,
  DidWebDocument,
  DidWebPlace,
} from './reading/did-document';
export type {
  DeviceChanging,
  DeviceFirmwareInput,
  DeviceOffering,
  Devices,
  KeyRotation,
} from './reading/devices';
export type {
  Device,
  DeviceKeyChange,
  DeviceOptions,
  DeviceScope,
  DeviceState,
  KeyProver,
  Measurement,
} from './reading/device';
export type { BatchPlace, FailedGroup, GroupOutcome, StoredGroup } from './reading/group-outcome';
export type { DeviceSigner } from './recorder/device-signer';
export type { ReadingRow } from './recorder/reading-row';
export { openReadingQueue } from './recorder/queue';
export type { QueueOptions, QueueRunOptions, ReadingQueue, RejectedEntry } from './recorder/queue';
export type {
  QueuedRow,
  QueueLease,
  QueueProgress,
  QueueSelection,
  QueueStore,
  RejectedRow,
} from './recorder/queue-store';
export { recordReadings } from './recorder/record-readings';
export type {
  PresentRows,
  RecordedRows,
  RecordOptions,
  RecordSummary,
  RejectedRows,
  RowsOutcome,
} from './recorder/record-options';
export type { Deals } from './lot/deals';
export type { LotClassChangeRequest, Lots } from './lot/lots';
export { createLotKey, createWalletKeys } from './lot/lot-key';
export { takeLots } from './lot/take-lots';
export type { TakeableLot, TakeOptions } from './lot/take-lots';
export type { LotKey, LotKeyOptions, SignDealOptions, SignMoveOptions } from './lot/lot-key';
export type { LotPool, LotPoolOptions, PoolTransfer } from './lot/lot-pool';
export { shareAmount } from './lot/share-amount';
export { findBreaches } from './leases/breaches';
export type { LeaseBreach, LeaseReading, LeaseTerms } from './leases/breaches';
export { breachToBytes } from './leases/leases';
export type { BreachReport, Leases, LeaseSigning } from './leases/leases';
export type { LicenceClass, LicenceGrant, Licences, LicenceUse, RoyaltyRequest } from './licences/licences';
export type {
  Award,
  Budget,
  BudgetRequest,
  RewardProgramme,
  RewardSpend,
  TakeBack,
} from './rewards/requests';
export type { Rewards } from './rewards/rewards';
export type { Acceptance, Offer, Price, TitleIssue, TitleMove, TitlePledge } from './trade/requests';
export { commitToTerms, verifyTerms } from './trade/terms';
export type { TermsCommitment } from './trade/terms';
export type { Trade } from './trade/trade';
export type { Settlement } from './settlement/settlement';
export type {
  Debt,
  InstalmentsRequest,
  NettingRecord,
  NettingRequest,
  ObligationClass,
  OwingRequest,
  PaymentRequest,
  Statement,
  StatementRequest,
} from './settlement/requests';
export { estimateArrival } from './transport/arrival-estimate';
export type { ArrivalEstimate, ArrivalOptions, Position } from './transport/arrival-estimate';
export { findMissedConnections } from './transport/missed-connections';
export type { MissedConnection, MissedConnectionOptions, PlannedLeg } from './transport/missed-connections';
export type { Products } from './product/products';
export { createSerialTree, verifyRecalled } from './product/serial-tree';
export type { RecalledItem, SerialTree, SerialTreeOptions } from './product/serial-tree';
export { itemToText, verifyItemText } from './product/item-text';
export type { ItemText, KnownItems } from './product/item-text';
export { createPassport, PASSPORT_GROUPS, verifyPassportEntry } from './product/passport';
export type {
  OpenedEntry,
  Passport,
  PassportEntry,
  PassportGroup,
  PassportOptions,
} from './product/passport';
export { findImpossibleMoves } from './product/sightings';
export type { ImpossibleMove, MoveOptions, Sighting } from './product/sightings';
export { verifyCommitment } from './record/private-records';
export type {
  EraseRequest,
  Evidence,
  KeepRequest,
  KeptValue,
  PrivateRecords,
} from './record/private-records';
export type { Records } from './record/records';
export { createRecordTree, verifyInclusion } from './record/record-tree';
export type { RecordTree } from './record/record-tree';
export type { Dated, TimeInput, Undated } from './times';
