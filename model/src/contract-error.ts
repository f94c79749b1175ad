import type { ModelError } from './errors';

/** Every code with which a contract refuses, beside those of a `ModelError`. Codes are stable; texts are not. */
export const CONTRACT_ERRORS = {
  ARGUMENT_COUNT: 'a transaction takes exactly one argument of JSON text',
  NOT_OWNER: 'the id belongs to another company',
  NOT_A_PARTY: 'the calling company has no part in this',
  ROLE_MISSING: "the caller's certificate does not carry the role",
  NOT_REGISTERED: 'the calling company has not registered itself',
  UNKNOWN_COMPANY: 'no such company has registered itself',
  UNKNOWN_PLACE: "the place is not in the calling company's directory",
  UNKNOWN_TRANSPORT: 'no such transport is sealed',
  UNKNOWN_SHIPMENT: 'no such shipment is sealed',
  UNKNOWN_DEVICE: 'no such device is sealed',
  UNKNOWN_SITE: 'no such site is sealed',
  UNKNOWN_AGREEMENT: 'no such deal is closed by the agreement of all its parties',
  UNKNOWN_PROGRAMME: 'the programme has no sealed terms',
  UNKNOWN_LOT: 'no such lot is sealed',
  UNKNOWN_CLAIM: 'no such claim is sealed',
  UNKNOWN_CLASS: 'the class of lots has no sealed version',
  UNKNOWN_DEAL: 'no such deal is proposed',
  UNKNOWN_RECORD: 'no such record is anchored',
  UNKNOWN_PRODUCT: 'the class of products has no sealed version',
  UNKNOWN_ITEM: 'no such item is made',
  NO_CONTRADICTION: 'the statements can all be true',
  UNKNOWN_COLLECTION: 'the chaincode has no collection for the jurisdiction, or for the company alone',
  SALT_REUSED: 'the salt is kept with another value already',
  NOT_FOUND: 'no such record is sealed',
  ALREADY_EXISTS: 'another record has this id',
  REF_REUSED: 'the business reference was used for other content',
  SEQUENCE: 'the number is not the next of the series',
  SERIES_TOO_LONG: 'the series is longer than a transaction may read',
  STATE: 'the state of the asset does not allow this',
  DATE_ORDER: 'the times go backwards',
  SEALS_MISSING: "the chaincode's definition has no seal collection for the company",
  DEVICE_REVOKED: 'the device is revoked',
  DEVICE_KEY_USED: 'the device has or had this key',
  OFFER_EXPIRED: 'the offer has expired',
  BATCH_SEQUENCE: 'the sequence numbers do not continue the batch before',
  BATCH_CONTEXT: 'the batch was signed for another channel, chaincode or container',
  NOT_A_PARTNER: 'the terms in force do not name the company as a partner',
  NOTHING_EARNED: 'the terms in force give no points for this',
  ALREADY_BOOKED: 'points for this journey were booked before',
  LOT_SPENT: 'the lot is spent',
  LOT_EXPIRED: 'the lot has expired',
  LOT_OF_OTHER: 'the lot belongs to another holder, programme or class',
  LOT_PLEDGED: 'the lot is pledged: only the company that it is pledged to moves it',
  HOLDER_FORBIDDEN: 'the class does not let its lots go there',
  SUMS_DIFFER: 'the outputs do not add up to what the inputs hold',
  TITLE_NOT_SURRENDERED:
    'somebody may hold the title of the shipment, or the move that is named does not surrender it',
  UNDER_WAY: 'custody has moved: what was taken over can no longer be changed or taken back',
  NOT_DUE: 'the secured obligation is not due, or is not the one that the pledge names',
  REVERSAL_LATE: 'the time in which the issuer can take the lot back is over',
  VALUE_TOO_LOW: 'the terms in force give less for the points than their holder accepts',
  INSUFFICIENT_POINTS: 'the lots hold fewer points than are asked for',
  AMOUNT_RANGE: 'the amount is beyond 2^63-1',
  CONTENT_DIFFERS: 'what is recorded has other content',
  DEAL_EXPIRED: 'the proposal has expired',
  NOT_AGREED: 'not every party has agreed',
  UNITS_DIFFER: 'the obligations are not all of one unit',
  LOT_DISPUTED: 'the obligation is disputed',
  DISPUTE_LATE: 'the obligation is due: its debtor can no longer dispute it',
  CLAIM_SETTLED: 'the claim is settled',
  CLAIM_OF_OTHERS: 'the claim is not between the two companies',
  TOO_MANY: 'more entries than one transaction may read or write',
  INTERNAL: 'the contract met a state that it does not expect',
} as const;

/** A stable code of {@link CONTRACT_ERRORS}. */
export type ContractErrorCode = keyof typeof CONTRACT_ERRORS | ModelError['code'];

/** Why a contract refused, as it travels in the chaincode's response message. */
export interface ContractErrorInfo {
  /** A {@link ContractErrorCode}, or a code that a newer chaincode knows. */
  readonly code: string;
  readonly message: string;
  /** Path of the field of the request, `''` when it is none in particular. */
  readonly field: string;
  readonly details: Readonly<Record<string, string | number>>;
}

const MARK = 'KONTTI_ERROR ';
const MESSAGE_LENGTH_MAX = 16 * 1024;

/** The text that a chaincode's response carries: a mark, then JSON on one line. */
export function encodeContractError(info: ContractErrorInfo): string {
  const { code, message, field, details } = info;
  return MARK + JSON.stringify({ code, message, field, details });
}

/** Finds the error in a message that peers and gateways have wrapped, or `undefined` when a contract did not make it. */
export function decodeContractError(message: string): ContractErrorInfo | undefined {
  const start = message.indexOf(MARK);
  if (start < 0) return undefined;
  const json = firstObject(message.slice(start + MARK.length, start + MARK.length + MESSAGE_LENGTH_MAX));
  if (json === undefined) return undefined;
  try {
    return toInfo(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** The JSON object at the start of a text: what wraps it may go on behind it. */
function firstObject(text: string): string | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(0, index + 1);
    }
  }
  return undefined;
}

function toInfo(value: unknown): ContractErrorInfo | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message, field, details } = value as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof field !== 'string') return undefined;
  if (typeof details !== 'object' || details === null) return undefined;
  const plain = Object.entries(details).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return { code, message, field, details: Object.fromEntries(plain) };
}
