/** The kinds of assets that a company can have an endorsement rule for. */
export const ASSET_TYPES = [
  'transport',
  'shipment',
  'reading',
  'loyalty',
  'lot',
  'product',
  'record',
] as const;

/** One of {@link ASSET_TYPES}. */
export type AssetType = (typeof ASSET_TYPES)[number];

/** The kinds of assets that have a history. */
export const ASSET_KINDS = [
  'company',
  'device',
  'transport',
  'shipment',
  'programme',
  'lot',
  'class',
  'deal',
  'settlement',
  'product',
  'items',
  'links',
  'recall',
  'contradiction',
  'record',
  'correction',
] as const;

/** `<kind>/<id>`, e.g. `shipment/KouvolaMSP/S-1`, `lot/AirMSP/R-1/0`, `company/AirMSP`. */
export type AssetKey = `${(typeof ASSET_KINDS)[number]}/${string}`;
