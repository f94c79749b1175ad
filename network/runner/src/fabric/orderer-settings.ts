interface OrdererSettingsOptions {
  readonly port: number;
  readonly adminPort: number;
  readonly operationsPort: number;
  /** Folder `orderers/orderer.<domain>` of the organisations' tree. */
  readonly cryptoDirectory: string;
  readonly dataDirectory: string;
}

/**
 * `orderer.yaml` of an orderer, Raft or BFT, that joins its channel through the participation API (TLS with client
 * certificates). Its metrics say who leads. docs/real-fabric.md says why each setting is what it is.
 */
export function ordererSettings(options: OrdererSettingsOptions): object {
  const { port, adminPort, operationsPort, cryptoDirectory, dataDirectory } = options;
  const tls = `${cryptoDirectory}/tls`;
  return {
    General: {
      ListenAddress: '127.0.0.1',
      ListenPort: port,
      LocalMSPID: 'OrdererMSP',
      LocalMSPDir: `${cryptoDirectory}/msp`,
      BootstrapMethod: 'none',
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      TLS: {
        Enabled: true,
        PrivateKey: `${tls}/server.key`,
        Certificate: `${tls}/server.crt`,
        RootCAs: [`${tls}/ca.crt`],
        ClientAuthRequired: false,
      },
      Keepalive: { ServerMinInterval: '60s', ServerInterval: '7200s', ServerTimeout: '20s' },
      Cluster: {
        SendBufferSize: 100,
        ClientCertificate: `${tls}/server.crt`,
        ClientPrivateKey: `${tls}/server.key`,
        RootCAs: [`${tls}/ca.crt`],
      },
      Authentication: { TimeWindow: '15m' },
    },
    FileLedger: { Location: `${dataDirectory}/ledger` },
    Consensus: { WALDir: `${dataDirectory}/wal`, SnapDir: `${dataDirectory}/snapshots` },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
    Admin: {
      ListenAddress: `127.0.0.1:${adminPort}`,
      TLS: {
        Enabled: true,
        PrivateKey: `${tls}/server.key`,
        Certificate: `${tls}/server.crt`,
        RootCAs: [`${tls}/ca.crt`],
        ClientAuthRequired: true,
        ClientRootCAs: [`${tls}/ca.crt`],
      },
    },
    Operations: { ListenAddress: `127.0.0.1:${operationsPort}` },
    Metrics: { Provider: 'prometheus' },
  };
}
