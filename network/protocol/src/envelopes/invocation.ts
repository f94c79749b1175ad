import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../base/clock';
import { NetworkError } from '../base/errors';
import { createCall } from './create-call';
import type { Signer } from '../signatures/signer';

/** A call of a chaincode: the function's name, then its arguments. */
export interface Invocation {
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, string | Uint8Array>>;
}

function invalid(text: string, cause?: unknown): NetworkError {
  const message = `An invocation is {"Args":["function","argument",…]} or {"function":"name","Args":[…]}, not ${text}`;
  return new NetworkError({ code: 'ARGUMENT_INVALID', message, cause });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/**
 * Reads an invocation as the `peer` command's `-c` takes it; upper and lower case of the names do not matter there. Mirrors
 * internal/peer/chaincode/common.go chaincodeInput.
 * @example const { args } = textToInvocation('{"Args":["ReadAsset","asset1"]}');
 * @throws NetworkError ARGUMENT_INVALID
 */
export function textToInvocation(text: string): Invocation {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalid(text, cause);
  }
  if (typeof parsed !== 'object' || parsed === null) throw invalid(text);
  const fields = new Map(
    Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  const args = fields.get('args') ?? [];
  const functionName = fields.get('function');
  const isKnown = [...fields.keys()].every((name) => name === 'args' || name === 'function');
  if (!isKnown || !isTexts(args)) throw invalid(text);
  if (functionName !== undefined && typeof functionName !== 'string') throw invalid(text);
  const all = functionName === undefined ? args : [functionName, ...args];
  if (all.length === 0) throw invalid(text);
  return { args: all };
}

/** How people see an invocation. */
export function invocationToText({ args }: Invocation): string {
  const [name = '', ...rest] = args;
  return `${name}(${rest.join(', ')})`;
}

/** A proposal that makes the call, signed. */
export function signInvocation(options: {
  invocation: Invocation;
  channelId: string;
  chaincode: string;
  signer: Signer;
  clock: Clock;
  randomBytes: (length: number) => Uint8Array;
}): { readonly transactionId: string; readonly signedProposal: peer.SignedProposal } {
  const { invocation, channelId, chaincode, signer, clock, randomBytes } = options;
  const { args, transient = {} } = invocation;
  const call = createCall({
    channelId,
    chaincodeName: chaincode,
    args: args.map((arg) => Buffer.from(arg)),
    transient: new Map(Object.entries(transient).map(([name, value]) => [name, Buffer.from(value)])),
    creator: signer.serialized,
    nonce: randomBytes(24),
    timeMs: clock.nowMs(),
  });
  const signedProposal = new peer.SignedProposal();
  signedProposal.setProposalBytes(call.proposal);
  signedProposal.setSignature(signer.sign(call.proposal));
  return { transactionId: call.transactionId, signedProposal };
}
