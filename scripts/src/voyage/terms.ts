/** The airline's terms: what the main job sets on the ledger, and what its checks compute with. */
export interface VoyageTerms {
  readonly milliPointsPerKm: number;
  /** Ascending by delay. */
  readonly compensation: readonly { readonly delayMinutesMin: number; readonly points: bigint }[];
  readonly minorPer1000Points: bigint;
}

/** In force from the start. */
export const firstTerms: VoyageTerms = {
  milliPointsPerKm: 500,
  compensation: [
    { delayMinutesMin: 60, points: 300n },
    { delayMinutesMin: 180, points: 1200n },
  ],
  minorPer1000Points: 700n,
};

/** The airline changes its mind midway: fewer points for the way, more for waiting. */
export const secondTerms: VoyageTerms = {
  milliPointsPerKm: 400,
  compensation: [
    { delayMinutesMin: 45, points: 400n },
    { delayMinutesMin: 180, points: 1500n },
  ],
  minorPer1000Points: 650n,
};

export const currency = 'USD';
export const validityDays = 730;
