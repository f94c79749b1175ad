/** Where a chaincode process listens: what connection.json in a package says. */
export interface ChaincodeAddress {
  /** host:port */
  readonly address: string;
  readonly dialTimeoutMs?: number;
  readonly tls?: {
    readonly rootCertPem: string;
    readonly clientCertPem?: string;
    readonly clientKeyPem?: string;
  };
}
