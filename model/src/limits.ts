/** Upper bounds of everything that the model reads; each list, text and number of the wire formats has one here. */
export const LIMITS = {
  /** JSON text of one request, response, fact or event envelope. */
  jsonBytesMax: 2 * 1024 * 1024,
  /** Nesting of any JSON text: deeper than any message of Kontti, and far from what a recursion bears. */
  jsonDepthMax: 32,
  /** JSON text of a query's answer. */
  responseBytesMax: 16 * 1024 * 1024,
  factBytesMax: 1024 * 1024,
  /** Commas, colons and opening brackets of a fact's JSON: three times what the largest facts of contracts have. */
  factMarksMax: 40_000,
  nameLengthMax: 128,
  textLengthMax: 512,
  ruleLengthMax: 1024,
  /** Nesting and operands of a rule of endorsement. */
  ruleDepthMax: 8,
  ruleNodesMax: 64,
  /** Registrations of a company that a reader walks over: all but the first that holds are used up. */
  registrationsMax: 64,
  /** Versions of a rule or of terms that a reader walks over. */
  versionsMax: 1024,
  /** Moves of one shipment, and how many of them are amendments: each is read whenever the shipment is read. */
  custodyMovesMax: 64,
  amendmentsMax: 16,
  /** Offers, keys and firmware of one device after its registration: each is read whenever the device is read. */
  deviceChangesMax: 128,
  /** Updates of one transport: each is read whenever the transport is read. */
  updatesMax: 128,
  /** Numbers under which one claim can be marked as settled; all but one are used up. */
  settlementMarksMax: 8,
  bookmarkLengthMax: 1024,
  keyLengthMax: 512,
  /** Entries of a bulk operation. */
  bulkMax: 100,
  placesMax: 200,
  partnersMax: 64,
  vouchersMax: 16,
  compensationTiersMax: 32,
  /** Rules by which a programme's points are earned, and its discounts. */
  earningRulesMax: 64,
  /** Tiers of a programme's travellers. */
  tiersMax: 16,
  ssccsMax: 200,
  itemsMax: 200,
  legsMax: 32,
  documentsMax: 32,
  /** Bytes of a private value, and characters of its answer. */
  privateValueBytesMax: 64 * 1024,
  privateAnswerLengthMax: 128 * 1024,
  /** References of one record: numbers of orders, ids of shipments. */
  referencesMax: 8,
  referenceLengthMax: 128,
  lotInputsMax: 32,
  lotOutputsMax: 16,
  /** Companies of a deal, and its moves. */
  dealPartiesMax: 16,
  dealMovesMax: 16,
  /** Obligations of one netting: each of them may need a move of its own. */
  nettedObligationsMax: 200,
  /**
   * What is behind a lot: 8 for each lot that a reader follows back, 1 for each that its issuer vouched for. Where there would be more, the
   * issuer vouches for the move too.
   */
  ancestorsMax: 512,
  /** Keys of one wallet. */
  walletKeysMax: 16,
  settlementClaimsMax: 200,
  netsMax: 200,
  /** Serial numbers of one fact, its length, the length of a run, and the items of one root. */
  serialsMax: 1000,
  serialLengthMax: 32,
  runLengthMax: 100_000,
  rootedItemsMax: 1_000_000,
  /** Groups of one fact of links, and their ranges together. */
  linkGroupsMax: 1000,
  linkRangesMax: 1000,
  /** Facts of items that the statements of one fact are about: each is read. */
  itemsFactsMax: 100,
  /** Steps of one enforced item: each is read whenever the item is read. */
  itemStepsMax: 64,
  /** Enforced items of one fact: each has a marker. */
  enforcedItemsMax: 100,
  /** Statements of one contradiction. */
  evidenceMax: 16,
  pageSizeMax: 100,
  /** Milliseconds UTC of 9999-12-31T23:59:59Z. */
  timeMsMax: 253_402_300_799_000,
  /** Parsed public keys that a process keeps. */
  signingKeysKept: 1000,
  /** The longest series (rules, terms, updates, offers). */
  seriesMax: 1_000_000,
  amountMax: 2n ** 63n - 1n,
  distanceMetersMax: 100_000_000,
  delayMinutesMax: 5_256_000,
  milliPointsPerKmMax: 1_000_000_000,
  validityDaysMax: 36_500,
  batchesMax: 16,
  batchBytesMax: 120 * 1024,
  batchReadingsMax: 4096,
  excursionsMax: 100,
  eventsMax: 256,
  publicKeyLengthMax: 256,
  signatureLengthMax: 128,
} as const;
