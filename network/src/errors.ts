/** Every code that this package's errors carry, with what it means. */
export const networkErrorCodes = {
  IDENTITY_UNKNOWN: 'The bytes are no identity of a company of this channel.',
  IDENTITY_INVALID: 'The certificate is not valid for its company.',
  QUERY_WITH_WRITES: 'A transaction that writes cannot run paginated, rich or private range queries.',
  RICH_QUERY_UNSUPPORTED: 'Rich queries need a document database.',
} as const;

export type NetworkErrorCode = keyof typeof networkErrorCodes;

export interface NetworkErrorOptions {
  readonly code: NetworkErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The base of this package's errors: `code` is stable, the message is for people. */
export class NetworkError extends Error {
  readonly code: NetworkErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: NetworkErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'NetworkError';
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
