import type { ContractErrorCode, ContractErrorInfo } from '@kontti/model';

const CORRECT_FIELD = 'Correct the field that details.field names, and send the request again';
const CORRECT_REQUEST = 'Correct the request, and send it again';
const CHECK_ID =
  'Check the id; if it is right, the own peer is behind, or seals do not hold: companies.getFactStatus shows them';

/** The next step after an error of the chaincode. */
const REMEDIES: Partial<Record<ContractErrorCode, string>> = {
  NOT_OWNER: 'Use an id that starts with the own MSP id, or ask the company that owns the id',
  NOT_A_PARTY: 'Only the companies that the record names may do this; check the ids',
  ROLE_MISSING: 'Use a certificate whose attribute kontti.role lists the role, or an admin certificate',
  NOT_REGISTERED: 'An admin of the own company calls companies.register once',
  UNKNOWN_COMPANY: 'That company has to register itself first',
  UNKNOWN_PLACE: 'Register the place in the own directory with companies.registerPlaces',
  UNKNOWN_TRANSPORT: 'The operator has to plan the transport first; check the id',
  UNKNOWN_SHIPMENT: CHECK_ID,
  UNKNOWN_SITE: "The site's owner has to register it first",
  UNKNOWN_AGREEMENT: 'Name a deal that all its parties agreed to and that is closed',
  UNKNOWN_DEVICE: "The device's owner has to register it first",
  UNKNOWN_PROGRAMME: 'The issuer has to set terms first',
  UNKNOWN_LOT: CHECK_ID,
  UNKNOWN_CLAIM: CHECK_ID,
  UNKNOWN_DEAL: CHECK_ID,
  DEAL_EXPIRED: 'Propose the deal again, with time enough for all to agree',
  NOT_AGREED: 'Wait until the company that details names has agreed',
  UNITS_DIFFER: 'Net the obligations of each unit on their own',
  LOT_DISPUTED: 'Leave the obligation out until the company that details names withdraws its dispute',
  DISPUTE_LATE: 'Agree with the creditor on what it retires of the obligation',
  UNKNOWN_CLASS: 'The issuer has to set a version of the class first',
  UNKNOWN_RECORD: CHECK_ID,
  UNKNOWN_PRODUCT: 'The maker has to set a version of the class first',
  UNKNOWN_ITEM: CHECK_ID,
  UNKNOWN_COLLECTION:
    'Choose a jurisdiction of the consortium, or have its collection added to the definition',
  SALT_REUSED: 'Use a salt of 256 new random bits for each value',
  NO_CONTRADICTION: 'Read the facts again: they hold together, or one of them does not hold',
  NOT_FOUND: CHECK_ID,
  ALREADY_EXISTS: 'Choose another id, or read the record that has this one',
  REF_REUSED: 'Choose another business reference, or repeat the earlier request without changes',
  SEQUENCE: 'Use the number that details.expected names, or read the record for its latest one',
  STATE: 'Read the record: its present state, of which details shows what decided, does not allow this',
  RULE_SYNTAX:
    "Write the rule in Fabric's policy syntax, e.g. AND('{self}', OR('{custodian}', '{consignee}'))",
  RULE_UNREACHABLE: 'Let the rule demand no more companies than it names; equal companies count once',
  SEALS_MISSING:
    "Add the seal collection of the company that details.mspId names to the chaincode's definition",
  SERIES_TOO_LONG: 'Nothing more can be added to this series: go on with another id',
  ARGUMENT_COUNT: 'Call the method with one argument, the JSON text of the request',
  DEVICE_REVOKED: 'Use another device; a revocation is final',
  DEVICE_KEY_USED: 'Make a new key: a device never has the same one twice',
  OFFER_EXPIRED: 'Ask the owner to withdraw the offer and to make another one, with a later end',
  BATCH_SEQUENCE: 'Continue the numbers of the last batch, or send the batches in order',
  BATCH_CONTEXT: 'Sign the batch for this channel, this chaincode and the container of its shipment',
  SIGNATURE: "Sign with the holder's or the device's own key, and send the request as it was signed",
  NOT_A_PARTNER: 'The issuer has to name the company in its terms',
  NOTHING_EARNED: 'Leave the journey out: the terms in force give nothing for it',
  ALREADY_BOOKED: 'Leave the journey out: points for it were booked before',
  VALUE_TOO_LOW: 'Ask the holder to sign again for what details.minor says, or wait for other terms',
  LOT_SPENT:
    'Leave out the lot that details.lot names: select lots again, and have the wallet sign the new move',
  LOT_EXPIRED: 'Select lots that have not expired',
  INSUFFICIENT_POINTS: 'Name more lots, or ask for fewer points',
  CLAIM_SETTLED: 'Leave the claim out: it was settled',
  CONTENT_DIFFERS: 'Read the record, and compare the own copy: it is not what the other company recorded',
  LOT_PLEDGED: 'Ask the company that the lot is pledged to to release it, or select other lots',
  HOLDER_FORBIDDEN: 'Read the class: its holders and its transfer say where lots can go',
  SUMS_DIFFER: 'Let the outputs hold what the inputs hold, less what is redeemed, retired or reversed',
  TITLE_NOT_SURRENDERED:
    'Have the holder surrender the title, and name the digest of that move; the consignor can waive a title that was never issued',
  UNDER_WAY:
    'Amend legs, references and documents alone; what else is wrong is named by a correction, and the goods go back by custody',
  NOT_DUE: 'Wait until the obligation that the pledge secures is due; one that is paid releases the pledge',
  REVERSAL_LATE: 'Issue an own lot to correct it, or agree on a transfer with the holder',
  TOO_MANY: 'Split the request',
  INTERNAL: "Report it, with the chaincode's log",
};

/** The remedy for a code of the chaincode, also for one that this version does not know. */
export function codeToRemedy(code: string): string {
  return findRemedy(code) ?? CORRECT_FIELD;
}

function findRemedy(code: string): string | undefined {
  return (REMEDIES as Readonly<Record<string, string>>)[code];
}

/** What an error of the chaincode says, and the next step; where one code has several reasons, the field says which. */
export function infoToWords({ code, field, message }: ContractErrorInfo): {
  readonly text: string;
  readonly remedy: string;
} {
  const [, reason] = code === 'BATCH_CONTEXT' ? (/\.(channel|chaincode|container)$/.exec(field) ?? []) : [];
  if (reason === undefined) {
    const fallback = field === '' ? CORRECT_REQUEST : CORRECT_FIELD;
    return { text: message, remedy: findRemedy(code) ?? fallback };
  }
  return {
    text: `${field}: the batch was signed for another ${reason}`,
    remedy:
      reason === 'container'
        ? "Sign the batch with the shipment's own container, or without one"
        : `Sign the batch with a device of this ${reason}, as client.readings.device() makes it`,
  };
}
