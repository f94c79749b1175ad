import { createHash } from 'node:crypto';
import { findUnknownField, NetworkError } from '@kontti/fabric-protocol/base';
import { decodeBase64, parseJsonObject } from '../data-files/json-object';
import { offlineLimits } from './limits';

/** What an admin does by signatures that are made elsewhere. */
export type SignedAction = 'install' | 'approve' | 'commit';

/** What is signed, in this order; an installation ends with the first. */
type SigningStep = 'proposal' | 'transaction' | 'commitStatus';

/** Bytes that wait for a signature, and what has to be known to go on with it. */
export interface SigningRequest {
  readonly action: SignedAction;
  readonly step: SigningStep;
  /** Empty for an installation. */
  readonly channelId: string;
  readonly transactionId: string;
  /** Companies whose peers endorse; empty leaves it to the gateway. */
  readonly endorsers: readonly string[];
  /** `peer.Proposal`, `common.Payload` or `gateway.CommitStatusRequest`. */
  readonly bytes: Uint8Array;
  readonly signature?: Uint8Array;
}

const format = 'kontti-signing-request';
const version = 1;
const naming = { what: 'signing request', refuse: signingInvalid };
const actions: readonly SignedAction[] = ['install', 'approve', 'commit'];
const steps: readonly SigningStep[] = ['proposal', 'transaction', 'commitStatus'];

export function signingInvalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'SIGNING_REQUEST_INVALID', message, cause });
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

const fields = [
  ...['format', 'version', 'action', 'step', 'channelId', 'transactionId', 'endorsers'],
  ...['digest', 'bytes', 'signature'],
];

/** The file's text: `digest` is the SHA-256 of `bytes`, which is what ECDSA signs; both in base64. */
export function signingRequestToText(request: SigningRequest): string {
  const { bytes, signature, ...rest } = request;
  const json = {
    ...{ format, version, ...rest },
    digest: digestOf(bytes),
    bytes: Buffer.from(bytes).toString('base64'),
    ...(signature === undefined ? {} : { signature: Buffer.from(signature).toString('base64') }),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function textField(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  if (typeof value === 'string') return value;
  throw signingInvalid(`The signing request has no text '${name}'.`);
}

/** Reads such a file. @throws NetworkError SIGNING_REQUEST_INVALID */
export function parseSigningRequest(text: string): SigningRequest {
  if (text.length > offlineLimits.signingRequestCharactersMax) throw signingInvalid('The file is too large.');
  const json = parseJsonObject(text, naming);
  if (json['format'] !== format) throw signingInvalid('The file is no signing request.');
  if (json['version'] !== version) {
    throw signingInvalid('The signing request was made by another version of kontti.');
  }
  const unknown = findUnknownField(json, fields);
  if (unknown !== undefined) throw signingInvalid(`The signing request has the unknown field '${unknown}'.`);
  const action = actions.find((name) => name === json['action']);
  const step = steps.find((name) => name === json['step']);
  const endorsers = json['endorsers'];
  if (action === undefined || step === undefined || !Array.isArray(endorsers)) {
    throw signingInvalid('The signing request names no action, step or endorsers.');
  }
  const bytes = decodeBase64(json['bytes'], { ...naming, name: 'bytes' });
  if (digestOf(bytes) !== json['digest']) {
    throw signingInvalid("The signing request's digest is not that of its bytes.");
  }
  const signature = json['signature'];
  return {
    ...{ action, step, bytes },
    channelId: textField(json, 'channelId'),
    transactionId: textField(json, 'transactionId'),
    endorsers: endorsers.map(String),
    ...(signature === undefined
      ? {}
      : { signature: decodeBase64(signature, { ...naming, name: 'signature' }) }),
  };
}
