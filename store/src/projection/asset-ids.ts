import type { KonttiEvent } from '@kontti/client-sdk';
import { storeLimits } from '../limits';

/** `<MSP id>/<local id>`, and `<MSP id>/<reference>/<number>` where a fact makes several. */
const ASSET_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\/[A-Za-z0-9._~-]{1,64}(?:\/[a-z]?\d{1,7})?$/;

/** Ranges of items are in tables of their own, which `traceItems` and `findLinks` read. */
const OF_ITEMS: ReadonlySet<KonttiEvent['type']> = new Set(['product.linked', 'product.marked']);

/** Ids of the assets that an event names, in its key or in its body, as the filter of `consume` understands them. */
export function assetIdsOf({ type, key, body }: KonttiEvent): readonly string[] {
  const ids = new Set<string>();
  // A key is a kind, the id of what it is about, and numbers: `custody/Org1MSP/S-1/1/Org1MSP`.
  const [, company = '', local = ''] = key.split('/');
  addId(ids, `${company}/${local}`);
  if (!OF_ITEMS.has(type)) {
    addIdsOf(ids, body);
  }
  return [...ids];
}

function addIdsOf(ids: Set<string>, value: unknown): void {
  if (typeof value === 'string') {
    addId(ids, value);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) {
      addIdsOf(ids, member);
    }
  }
}

function addId(ids: Set<string>, text: string): void {
  if (ids.size < storeLimits.assetsOfEvent && ASSET_ID.test(text)) {
    ids.add(text);
  }
}
