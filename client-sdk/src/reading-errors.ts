/** Faults of readings, beside those that the chaincode finds. */
export const READING_ERRORS = {
  READINGS_INVALID: {
    text: 'Readings cannot be encoded, or a proof does not hold',
    remedy: 'See details.rule',
  },
  ROW_UNREADABLE: {
    text: 'The row cannot be read',
    remedy: 'See details.rule; correct the row',
  },
  READING_DUPLICATE: {
    text: 'The row repeats the row of its device before it',
    remedy: 'Nothing: the reading is recorded once',
  },
  READING_LATE: {
    text: "The row's time is not after the device's latest reading",
    remedy: 'Give the rows of a device in the order of their times; details.last is the time of the latest',
  },
  CLOCK_JUMPED: {
    text: "The row's time is far ahead of the rows before it and after it",
    remedy: "Check the device's clock",
  },
  DEVICE_SIGNER_MISSING: {
    text: 'No signer is known for the device',
    remedy: 'Have signerOf return a key or a signer for details.deviceId',
  },
  TERMS_DIFFER: {
    text: 'The terms are not those to which the deal commits',
    remedy: 'Ask the other company for salt and terms again, and do not agree until they match',
  },
  EARLIER_BATCH_FAILED: {
    text: 'The batches were not sent, because an earlier batch of the same device was not stored',
    remedy: 'Fix the cause, and submit again from the batch that details.failedIndex names',
  },
} as const;
