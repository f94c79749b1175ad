import type { AnyFact } from '@kontti/model';
import { createError } from '../errors';

/** The kinds of assets that have a history. */
const ASSET_KINDS = ['company', 'device', 'transport', 'shipment', 'programme', 'lot', 'settlement'] as const;

/** `<kind>/<id>`, e.g. `shipment/KouvolaMSP/S-1`, `lot/AirMSP/R-1/0`, `company/AirMSP`. */
export type AssetKey = `${(typeof ASSET_KINDS)[number]}/${string}`;

interface Asset {
  readonly kind: (typeof ASSET_KINDS)[number];
  readonly id: string;
}

/** @throws OPTIONS_INVALID */
export function parseAssetKey(key: string): Asset {
  const slash = key.indexOf('/');
  const kind = ASSET_KINDS.find((known) => known === key.slice(0, slash));
  const id = key.slice(slash + 1);
  if (kind === undefined || id === '') {
    throw createError('OPTIONS_INVALID', {
      because: 'not the key of an asset',
      details: { option: 'asset', key },
    });
  }
  return { kind, id };
}

/** True when bytes under this key are about the asset, whatever they say. */
export function isKeyOf(asset: Asset, key: string): boolean {
  return keysOf(asset).some((own) => key === own || key.startsWith(`${own}/`));
}

function keysOf({ kind, id }: Asset): string[] {
  switch (kind) {
    case 'company':
      return [`company/${id}`, `rule/${id}`, `places/${id}`];
    case 'device':
      return [`device/${id}`];
    case 'shipment':
      return [`shipment/${id}`, `offer/${id}`, `delivery/${id}`];
    case 'programme':
      return [`terms/${id}`];
    case 'settlement':
      return [`settlement/${id}`];
    case 'lot':
      return [`lots/${parentOf(id)}`, `spend/${parentOf(id)}`];
    case 'transport':
      return [];
  }
}

/** True when an entry of a fact is about the asset. */
export function isFactAbout({ kind, id }: Asset, fact: AnyFact): boolean {
  if (kind === 'transport') {
    return transportsOf(fact).includes(id);
  }
  if (kind === 'shipment') {
    return (
      fact.type === 'shipment.milestones' && fact.body.milestones.some(({ shipmentId }) => shipmentId === id)
    );
  }
  return kind === 'lot' && fact.type === 'loyalty.spent' && fact.body.inputs.includes(id);
}

function transportsOf(fact: AnyFact): string[] {
  if (fact.type === 'transport.planned') {
    return fact.body.transports.map(({ transportId }) => transportId);
  }
  return fact.type === 'transport.updated' ? fact.body.updates.map(({ transportId }) => transportId) : [];
}

function parentOf(lotId: string): string {
  return lotId.slice(0, lotId.lastIndexOf('/'));
}
