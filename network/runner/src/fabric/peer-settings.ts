/** Where the builder of chaincode as a service finds what the templates of a package mean. */
export const builderConfigVariable = 'CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG';

/** Settings of one peer; the rest are the same for all. */
interface PeerSettingsOptions {
  /** E.g. `peer0.org1.example.com`. */
  readonly name: string;
  readonly mspId: string;
  readonly port: number;
  readonly operationsPort: number;
  /** Ports of the company's other peers. */
  readonly siblingPorts: readonly number[];
  /** Where chaincode that dials the peer would connect; a peer listens there even when none does. */
  readonly chaincodePort: number;
  /** Folder `peers/peer0.<domain>` of the organisations' tree. */
  readonly cryptoDirectory: string;
  readonly dataDirectory: string;
  readonly builderDirectory: string;
  /** What the program says of itself: `v3.1.5`, `v2.5.16`, or `latest` when somebody built it from source. */
  readonly version: string;
  readonly executeTimeoutMs: number;
  /** `HOST:PORT` of the peer's CouchDB; it keeps state in LevelDB without. */
  readonly couchdbAddress?: string;
}

/** A peer ends at a filter that it does not know; the check of a proposal's time came with v3. */
function authFilters(version: string): readonly object[] {
  const names = ['DefaultAuth', 'ExpirationCheck', ...(/^v[3-9]/.test(version) ? ['TimeWindowCheck'] : [])];
  return names.map((name) => ({ name }));
}

/**
 * `core.yaml` of a peer: TLS, its state database, the gateway, chaincode as a service. Gossip only spreads membership and private data
 * (each peer takes blocks from the orderer itself); its intervals are short, because a network on one machine
 * converges as fast as they allow.
 */
export function peerSettings(options: PeerSettingsOptions): object {
  const { name, mspId, port, chaincodePort, operationsPort, siblingPorts } = options;
  const { cryptoDirectory, dataDirectory, version } = options;
  const tls = `${cryptoDirectory}/tls`;
  return {
    peer: {
      id: name,
      networkId: 'kontti',
      listenAddress: `127.0.0.1:${port}`,
      address: `localhost:${port}`,
      chaincodeListenAddress: `127.0.0.1:${chaincodePort}`,
      chaincodeAddress: `127.0.0.1:${chaincodePort}`,
      localMspId: mspId,
      localMspType: 'bccsp',
      mspConfigPath: `${cryptoDirectory}/msp`,
      fileSystemPath: dataDirectory,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      tls: {
        enabled: true,
        clientAuthRequired: false,
        cert: { file: `${tls}/server.crt` },
        key: { file: `${tls}/server.key` },
        rootcert: { file: `${tls}/ca.crt` },
      },
      gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '30s' },
      keepalive: {
        interval: '7200s',
        timeout: '20s',
        minInterval: '60s',
        client: { interval: '60s', timeout: '20s' },
        deliveryClient: { interval: '60s', timeout: '20s' },
      },
      gossip: gossipSettings({ port, siblingPorts }),
      discovery: {
        enabled: true,
        authCacheEnabled: true,
        authCacheMaxSize: 1000,
        authCachePurgeRetentionRatio: 0.75,
      },
      deliveryclient: {
        reconnectTotalTimeThreshold: '3600s',
        reConnectBackoffThreshold: '5s',
        policy: 'cluster',
      },
      authentication: { timewindow: '15m' },
      handlers: {
        authFilters: authFilters(version),
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
      // The defaults refuse more than 500 gateway calls at once; a bulk load from one client needs more.
      limits: { concurrency: { endorserService: 20_000, deliverService: 20_000, gatewayService: 20_000 } },
    },
    ...executionSettings(options),
    operations: { listenAddress: `127.0.0.1:${operationsPort}` },
    metrics: { provider: 'prometheus' },
  };
}

function gossipSettings(options: Pick<PeerSettingsOptions, 'port' | 'siblingPorts'>): object {
  const endpoint = `localhost:${options.port}`;
  const siblings = options.siblingPorts.map((port) => `localhost:${port}`);
  return {
    // A peer bootstraps only from its own company's peers; the others are found through the channel's anchor peers.
    bootstrap: siblings.length === 0 ? endpoint : siblings,
    endpoint,
    externalEndpoint: endpoint,
    useLeaderElection: false,
    orgLeader: true,
    membershipTrackerInterval: '1s',
    maxBlockCountToStore: 10,
    maxPropagationBurstLatency: '10ms',
    maxPropagationBurstSize: 10,
    propagateIterations: 1,
    propagatePeerNum: 3,
    pullInterval: '1s',
    pullPeerNum: 3,
    requestStateInfoInterval: '1s',
    publishStateInfoInterval: '1s',
    publishCertPeriod: '10s',
    dialTimeout: '3s',
    connTimeout: '2s',
    recvBuffSize: 20,
    sendBuffSize: 200,
    digestWaitTime: '200ms',
    requestWaitTime: '400ms',
    responseWaitTime: '800ms',
    aliveTimeInterval: '1s',
    aliveExpirationTimeout: '10s',
    reconnectInterval: '2s',
    maxConnectionAttempts: 120,
    msgExpirationFactor: 20,
    state: { enabled: false },
    pvtData: {
      pullRetryThreshold: '60s',
      // A replay's private data is nowhere any more: without this, each one holds its block for the time above.
      skipPullingInvalidTransactionsDuringCommit: true,
      transientstoreMaxBlockRetention: 20_000,
      pushAckTimeout: '3s',
      btlPullMargin: 10,
      reconcileBatchSize: 10,
      reconcileSleepInterval: '1m',
      reconciliationEnabled: true,
      implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
    },
  };
}

/** How chaincode runs, and what the peer keeps. */
function executionSettings(options: PeerSettingsOptions): object {
  const { builderDirectory, dataDirectory, executeTimeoutMs, couchdbAddress } = options;
  return {
    chaincode: {
      mode: 'net',
      executetimeout: `${executeTimeoutMs}ms`,
      startuptimeout: '60s',
      installTimeout: '60s',
      system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
      externalBuilders: [
        {
          name: 'ccaas_builder',
          path: builderDirectory,
          propagateEnvironment: [builderConfigVariable],
        },
      ],
    },
    ledger: {
      state: { ...stateSettings(couchdbAddress), totalQueryLimit: 100_000 },
      history: { enableHistoryDatabase: true },
      pvtdataStore: {
        collElgProcMaxDbBatchSize: 5000,
        collElgProcDbBatchesInterval: 1000,
        purgeInterval: 100,
      },
      snapshots: { rootDir: `${dataDirectory}/snapshots` },
    },
  };
}

/** User and password come by the environment, never by a file. All else is Fabric's default. */
function stateSettings(couchdbAddress: string | undefined): object {
  if (couchdbAddress === undefined) return { stateDatabase: 'goleveldb' };
  return {
    stateDatabase: 'CouchDB',
    couchDBConfig: {
      couchDBAddress: couchdbAddress,
      username: '',
      password: '',
      maxRetries: 3,
      maxRetriesOnStartup: 10,
      requestTimeout: '35s',
      internalQueryLimit: 1000,
      maxBatchUpdateSize: 1000,
      createGlobalChangesDB: false,
      cacheSize: 64,
    },
  };
}
