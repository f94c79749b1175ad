/** The kinds of assets that a company can have an endorsement rule for. */
export const ASSET_TYPES = ['transport', 'shipment', 'reading', 'loyalty'] as const;

/** One of {@link ASSET_TYPES}. */
export type AssetType = (typeof ASSET_TYPES)[number];
