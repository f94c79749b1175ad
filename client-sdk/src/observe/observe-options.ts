import { checkMembers } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { callback, flag, nested, required } from '../options/rules';

/** Takes what happens, as fields and a sentence. A logger of pino fits as it is. */
export interface Logger {
  /** What goes well. */
  debug(fields: object, message: string): void;
  /** What is worth knowing. */
  info(fields: object, message: string): void;
  /** What is tried again, or was refused. */
  warn(fields: object, message: string): void;
  /** What failed. */
  error(fields: object, message: string): void;
}

/** Something is tried again. */
export interface RetryNotice {
  /** `conflict`: it was lost to others, or peers were not at the same height; `outage`: peers, orderers or chaincode are down. */
  readonly reason: 'conflict' | 'outage';
  /** Which operation, e.g. `shipment:Consign`; absent for streams of blocks. */
  readonly operation?: string;
  /** Tries so far. */
  readonly attempt: number;
}

/** The connection to the company's peers changed. */
export interface ConnectionNotice {
  /** `connected`: some peer answers; `disconnected`: none does, and they are dialled again. */
  readonly state: 'connected' | 'disconnected';
}

/** Who is informed of what a client does. None of it can change what the client does. */
export interface ObserveOptions {
  /** Takes calls, retries and changes of the connection. It gets no requests, keys or private data. */
  readonly logger?: Logger;
  /** Called before something is tried again. */
  readonly onRetry?: (notice: RetryNotice) => void;
  /** Called when the connection to the company's peers is lost, and when it is there again. */
  readonly onConnection?: (notice: ConnectionNotice) => void;
  /** False: no spans and metrics, also where `@opentelemetry/api` is installed. */
  readonly telemetry?: boolean;
}

const LOGGER: OptionRules<Logger> = {
  debug: required(callback),
  info: required(callback),
  warn: required(callback),
  error: required(callback),
};

/** What the options of observing may be. A logger may have more than is called. */
export const OBSERVE_OPTIONS: OptionRules<ObserveOptions> = {
  logger: { check: (value, option) => checkLogger(value, option) },
  onRetry: callback,
  onConnection: callback,
  telemetry: flag,
};

function checkLogger(value: unknown, option: string): void {
  checkMembers(LOGGER, value, option);
}

/** The option of `connect`. */
export const OBSERVE = nested(OBSERVE_OPTIONS);
