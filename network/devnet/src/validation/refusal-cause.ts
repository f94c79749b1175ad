import type { Height } from '@kontti/fabric-protocol/envelopes';
import { type PolicyAnswer, answerToPrincipals, answerToText } from '@kontti/fabric-protocol/policy';
import { validationLimits } from './limits';

/** What a policy guards or a transaction read. */
export interface CausePlace {
  readonly namespace: string;
  /** Absent for public keys. */
  readonly collection?: string;
  /** Absent when the policy is that of a whole chaincode or collection; in a collection the hex of the key's SHA-256. */
  readonly key?: string;
}

/** A committed transaction. */
export interface TransactionPlace extends Height {
  readonly txId?: string;
}

/** The endorsers did not satisfy a policy. */
interface PolicyCause {
  /** The endorsers did not satisfy a policy. */
  readonly kind: 'policy';
  /** What the policy guards. */
  readonly place: CausePlace;
  /** The policy's text, or its path in the channel's configuration. */
  readonly policy: string;
  /** What is at that path, when it is one. */
  readonly rule?: string;
  /** Endorsers whose signatures verify, such as `Org1MSP.peer`, in order. */
  readonly endorsers: readonly string[];
  /** Principals of the policy for which an endorser counted. */
  readonly satisfied: readonly string[];
  /** Principals of the policy that would have helped, and had no endorser. */
  readonly missing: readonly string[];
}

/** An earlier transaction of the block writes the policy of a key. */
interface PolicyChangedCause {
  /** An earlier transaction of the block writes the policy of a key. */
  readonly kind: 'policyChanged';
  /** The key whose policy it is. */
  readonly place: CausePlace;
  /** The transaction that writes the policy. */
  readonly winner: TransactionPlace;
}

/** A key is no longer as it was read. Without a version the key did not exist. */
interface ReadCause {
  /** A key is no longer as it was read. */
  readonly kind: 'read';
  /** The key that was read. */
  readonly place: CausePlace;
  /** The version that was read; absent when the key did not exist. */
  readonly read?: Height;
  /** The version that the key has now; absent when it does not exist. */
  readonly found?: Height;
  /** Who wrote or deleted it last, where that is known. */
  readonly winner?: TransactionPlace;
}

/** A range gives other keys or versions than it gave. */
interface RangeCause {
  /** A range gives other keys or versions than it gave. */
  readonly kind: 'range';
  /** The chaincode whose keys were read. */
  readonly namespace: string;
  /** The first key of the range. */
  readonly startKey: string;
  /** The key before which the range ends; empty for the end of the namespace. */
  readonly endKey: string;
  /** Where it differs first; unknown when the range was summarised. */
  readonly key?: string;
  /** The version that this key has now; absent when it does not exist. */
  readonly found?: Height;
  /** Who wrote or deleted this key last, where that is known. */
  readonly winner?: TransactionPlace;
}

/** The transaction's id was used before. */
interface DuplicateCause {
  /** The transaction's id was used before. */
  readonly kind: 'duplicate';
  /** The transaction that used it first. */
  readonly first: TransactionPlace;
}

/** Why a transaction is refused, as data; made by the validation itself. */
export type RefusalCause = PolicyCause | PolicyChangedCause | ReadCause | RangeCause | DuplicateCause;

/** The reason of a policy that does not hold. */
export function toPolicyCause(options: {
  readonly place: CausePlace;
  readonly policy: string;
  readonly endorsers: readonly string[];
  /** Absent when the policy cannot be read. */
  readonly answer: PolicyAnswer | undefined;
}): PolicyCause {
  const { place, policy, endorsers, answer } = options;
  const { principalsMax, textMax } = validationLimits;
  const { satisfied, missing } = answer ? answerToPrincipals(answer) : { satisfied: [], missing: [] };
  return {
    kind: 'policy',
    place: toBoundedPlace(place),
    policy: policy.slice(0, textMax),
    ...(answer && policy.startsWith('/') ? { rule: answerToText(answer).slice(0, textMax) } : {}),
    endorsers: endorsers.slice(0, principalsMax),
    satisfied: satisfied.slice(0, principalsMax),
    missing: missing.slice(0, principalsMax),
  };
}

/** A place whose key is cut where it is longer than a reason may be. */
export function toBoundedPlace(place: CausePlace): CausePlace {
  return place.key === undefined ? place : { ...place, key: place.key.slice(0, validationLimits.textMax) };
}

/** A reason in a sentence. */
export function causeToText(cause: RefusalCause): string {
  switch (cause.kind) {
    case 'policy':
      return policyCauseToText(cause);
    case 'policyChanged':
      return `The policy of ${placeToText(cause.place)} was changed by an earlier transaction of the block, ${transactionToText(cause.winner)}.`;
    case 'read':
      return `${capitalize(placeToText(cause.place))}, which was read, ${changeToText(cause)}.`;
    case 'range': {
      const { startKey, endKey, namespace, key } = cause;
      const where = key === undefined ? '' : ` at key ${JSON.stringify(key)}, which ${changeToText(cause)}`;
      return `The range ${JSON.stringify(startKey)} to ${JSON.stringify(endKey)} of ${namespace} reads differently now${where}.`;
    }
    case 'duplicate':
      return `The same id was used before, by ${transactionToText(cause.first)}.`;
  }
}

function policyCauseToText({ place, policy, rule, endorsers, missing }: PolicyCause): string {
  const by = endorsers.length === 0 ? 'no company' : endorsers.join(', ');
  const lacks = missing.length === 0 ? '' : `; it lacks ${missing.join(', ')}`;
  const text = rule === undefined ? policy : `${policy}, which is ${rule}`;
  return `The policy of ${placeToText(place)}, ${text}, was endorsed by ${by}${lacks}.`;
}

function changeToText({ found, winner }: { found?: Height; winner?: TransactionPlace }): string {
  const by = winner ? ` by ${transactionToText(winner)}` : '';
  return found ? `was written${by}` : `has been deleted${by}`;
}

function transactionToText({ txId, blockNumber, txNumber }: TransactionPlace): string {
  return `transaction ${txId ?? 'unknown'} (block ${blockNumber}, number ${txNumber})`;
}

function placeToText({ namespace, collection, key }: CausePlace): string {
  if (collection === undefined) {
    return key === undefined ? `chaincode ${namespace}` : `key ${JSON.stringify(key)} of ${namespace}`;
  }
  const whole = `collection ${collection} of ${namespace}`;
  return key === undefined ? whole : `key hash ${key} in ${whole}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
