export { connect } from './connect';
export type { CommonOptions, ConnectOptions, TlsClientOptions } from './connect-options';
export type { Pem, PeerOptions } from './connection/endpoint';
export type { AcceptedDefinition, KonttiClient, OpenEvents, TransactionRequest } from './client';
export { ERRORS, KonttiError } from './errors';
export type { ErrorDetails, NodeCause, SdkErrorCode, Stage } from './errors';
export type { DefinitionOptions, DefinitionStatus } from './definition/guard';
export type { DefinitionChange, PinnedDefinition } from './definition/definition';
export type {
  DomainEventType,
  EventBodies,
  EventPlace,
  KonttiEvent,
  LotIssued,
  ProvenEvent,
  TransportDelayed,
  UnprovenEvent,
} from './events/domain-event';
export type { UnprovenReason } from './events/proof';
export type { ReadingExcursion, ReadingSubmitted } from './events/reading-events';
export type { EventsOptions } from './events/stream';
export type { CallOptions } from './gateway/call-options';
export type { Timeouts } from './gateway/session';
export type { Timers } from './gateway/timers';
export type { AssetKey } from './history/asset';
export type { Endorser } from './history/endorsers';
export type { HistoryEntry, HistoryOptions } from './history/history';
export type { TransactionInfo } from './history/transaction';
export { createClientSigner } from './identity/signer';
export type { ExternalSigner } from './identity/external-signer';
export type { OrganizationsFolderOptions } from './identity/organizations-folder';
export type { Passphrase } from './identity/private-key';
export type {
  ConnectionProfileOptions,
  ExplicitIdentityOptions,
  PrivateKeyOptions,
  SignerOptions,
} from './identity/resolve-identity';
export { selectLots } from './loyalty/select-lots';
export type { SelectLotsOptions, SpendableLot } from './loyalty/select-lots';
export { createWallet } from './loyalty/wallet';
export type { OrderOptions, Wallet, WalletOptions } from './loyalty/wallet';
export type { ListQuery, QueryConditions, Submitted } from './operation';
export type { ListOptions, PageOptions, RecordPage } from './pages';
export { verifyBatch, verifyReading } from './readings/decode';
export type { VerifiedBatch } from './readings/decode';
export { createDevice } from './readings/device';
export type { BatchSubject, Device, DeviceOptions, Measurement } from './readings/device';
export type { SignedBatch } from './readings/batch-groups';
export type { BatchPlace, FailedGroup, GroupOutcome, StoredGroup } from './readings/group-outcome';
export type { Dated, TimeInput, Undated } from './times';
