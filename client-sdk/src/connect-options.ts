import { ENDPOINT, PEER_OPTIONS } from './connection/endpoint';
import type { Pem } from './connection/endpoint';
import { definitionDigest } from './definition/definition';
import type { DefinitionOptions } from './definition/guard';
import type { Timeouts } from './gateway/session';
import { TIMERS } from './gateway/timers';
import type { Timers } from './gateway/timers';
import type {
  ConnectionProfileOptions,
  ExplicitIdentityOptions,
  IdentityOptions,
} from './identity/resolve-identity';
import type { OrganizationsFolderOptions } from './identity/organizations-folder';
import type { Passphrase } from './identity/private-key';
import { DISOWNED_MAX, ENDPOINTS_MAX, SUBMITS_IN_FLIGHT_OPTION_MAX } from './limits';
import { OBSERVE } from './observe/observe-options';
import type { ObserveOptions } from './observe/observe-options';
import { checkOptions, givenOptions, missingOption, requireObject } from './options/check-options';
import type { OptionRule, OptionRules } from './options/check-options';
import {
  abortSignal,
  callback,
  listOf,
  matching,
  milliseconds,
  nested,
  pem,
  required,
  text,
  wholeNumber,
} from './options/rules';

/** Certificate and key that a client shows to peers that demand TLS certificates of their clients. */
export interface TlsClientOptions {
  /** PEM. */
  readonly certificate: Pem;
  /** PEM. */
  readonly privateKey: Pem;
  /** Opens the private key, where it is encrypted. */
  readonly passphrase?: Passphrase;
}

/** What every way of connecting has in common. */
export interface CommonOptions {
  /** `mychannel` unless given. */
  readonly channel?: string;
  /** `kontti` unless given. */
  readonly chaincode?: string;
  /** The chaincode definition that the company accepted; the first one seen unless given. */
  readonly definition?: DefinitionOptions;
  /** For peers that demand a TLS certificate of their clients. */
  readonly tlsClient?: TlsClientOptions;
  /** Milliseconds for the stages of a call; each has a default. */
  readonly timeouts?: Partial<Timeouts>;
  /** Submits that are under way at once; 128 unless given. The rest wait. */
  readonly submitsInFlightMax?: number;
  /** Cancels the connecting. */
  readonly signal?: AbortSignal;
  /** Who is informed of calls, retries and the connection; spans and metrics, where `@opentelemetry/api` is installed. */
  readonly observe?: ObserveOptions;
  /** Time and chance; the process's own unless given. */
  readonly timers?: Timers;
}

/** A user of a folder as fabric-samples know it, an explicit identity with its peers, or one with a connection profile. */
export type ConnectOptions = CommonOptions & IdentityOptions;

type Union<T> = T extends unknown ? keyof T : never;
/** A rule for each option of any of the ways. */
type RulesOfUnion<T> = { readonly [K in Union<T>]: OptionRule };

const TIMEOUTS: OptionRules<Timeouts> = {
  connectMs: milliseconds(1),
  evaluateMs: milliseconds(1),
  endorseMs: milliseconds(1),
  submitMs: milliseconds(1),
  commitStatusMs: milliseconds(1),
  outcomeMs: milliseconds(1),
  outageMs: milliseconds(0),
};

const TLS_CLIENT: OptionRules<TlsClientOptions> = {
  certificate: required(pem),
  privateKey: required(pem),
  passphrase: callback,
};

const DEFINITION: RulesOfUnion<DefinitionOptions> = {
  digest: definitionDigest,
  sequence: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  earlier: listOf(definitionDigest, { min: 0, max: DISOWNED_MAX }),
  file: text,
};

const COMMON: OptionRules<CommonOptions> = {
  channel: text,
  chaincode: text,
  definition: {
    check: (value, option) => {
      checkOptions<object>(DEFINITION, value, option);
      requireOneOf(value as object, { names: ['digest', 'file'], parent: option });
    },
  },
  tlsClient: nested(TLS_CLIENT),
  timeouts: nested(TIMEOUTS),
  submitsInFlightMax: wholeNumber(1, SUBMITS_IN_FLIGHT_OPTION_MAX),
  signal: abortSignal,
  observe: OBSERVE,
  timers: nested(TIMERS),
};

const FOLDER: OptionRules<OrganizationsFolderOptions> = {
  organizations: required(text),
  mspId: text,
  domain: matching(/^[^/\\]+$/, 'the name of a folder'),
  user: matching(/^[^/\\]+$/, 'the name of a user'),
  endpoint: ENDPOINT,
  passphrase: callback,
};

const KEY = { privateKey: pem, passphrase: callback, signer: callback };

const PROFILE: RulesOfUnion<ConnectionProfileOptions> = {
  profile: required(text),
  mspId: text,
  certificate: required(pem),
  ...KEY,
};

const EXPLICIT: RulesOfUnion<ExplicitIdentityOptions> = {
  mspId: required(text),
  certificate: required(pem),
  ...KEY,
  ...PEER_OPTIONS,
  endpoint: ENDPOINT,
  endpoints: listOf(nested(PEER_OPTIONS), { min: 1, max: ENDPOINTS_MAX }),
};

/** Each option that says which way it is, with the rules of that way. */
const WAYS: readonly (readonly [string, Readonly<Record<string, OptionRule>>])[] = [
  ['organizations', FOLDER],
  ['profile', PROFILE],
  ['certificate', EXPLICIT],
];

/** The options that were given, once they are checked. @throws OPTIONS_INVALID */
export function checkConnectOptions(options: unknown): ConnectOptions {
  const given = givenOptions(requireObject(options, ''));
  const [, rules] = WAYS.find(([name]) => name in given) ?? [];
  if (rules === undefined) {
    const known = Object.assign({}, COMMON, ...WAYS.map(([, each]) => optional(each))) as OptionRules<object>;
    checkOptions(known, given);
    throw missingOption('organizations', 'organizations, profile or certificate is needed');
  }
  checkOptions<object>({ ...COMMON, ...rules }, given);
  if (rules !== FOLDER) {
    requireOneOf(given, { names: ['privateKey', 'signer'] });
  }
  if (rules === EXPLICIT) {
    requireOneOf(given, { names: ['endpoint', 'endpoints'] });
  }
  return given as unknown as ConnectOptions;
}

function optional(rules: Readonly<Record<string, OptionRule>>): Readonly<Record<string, OptionRule>> {
  return Object.fromEntries(Object.entries(rules).map(([name, { check }]) => [name, { check }]));
}

function requireOneOf(
  given: Readonly<Record<string, unknown>> | object,
  { names, parent }: { readonly names: readonly [string, string]; readonly parent?: string },
): void {
  const found = names.filter((name) => (given as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (found.length !== 1) {
    const [option] = names;
    const at = parent === undefined ? '' : ` of ${parent}`;
    const because = `exactly one${at} of ${names.join(' and ')} has to be given`;
    throw missingOption(parent === undefined ? option : `${parent}.${option}`, because);
  }
}
