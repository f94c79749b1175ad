import { FORGED_DEVICES } from './forged-devices';
import { FORGED_PRODUCTS } from './forged-products';
import { fromVector } from './forged-vectors';
import { someCompany, someDigest, type ForgeryScope, type Make, type RawContent } from './forgery-scope';
import type { Seeded } from './seeded';

const AT = 1_769_850_000_000;

function someShipment({ world, coalition, seeded }: ForgeryScope): string {
  return seeded.pick([...world.kept.slice(-3), ...world.given.slice(-3), `${seeded.pick(coalition)}/Z-1`]);
}

function someTransport({ world, coalition, seeded }: ForgeryScope): string {
  return seeded.pick([...world.transports.slice(-3), `${seeded.pick(coalition)}/F-1`]);
}

const offered: Make = (scope) => {
  const from = someCompany(scope);
  const key = `custody/${someShipment(scope)}/${scope.seeded.int(4)}/${from}`;
  const body = { from, to: someCompany(scope), previous: someDigest(scope) };
  return { type: 'custody.offered', key, vouchers: [from], body };
};

const ended: Make = (scope) => {
  const from = someCompany(scope);
  const to = someCompany(scope);
  const key = `custody/${someShipment(scope)}/${scope.seeded.int(4)}/${from}/end`;
  const offer = someDigest(scope);
  return scope.seeded.once(2)
    ? { type: 'custody.accepted', key, vouchers: [...new Set([from, to])].sort(), body: { from, to, offer } }
    : { type: 'custody.withdrawn', key, vouchers: [from], body: { from, offer } };
};

const delivered: Make = (scope) => {
  const consignee = someCompany(scope);
  const key = `custody/${someShipment(scope)}/${scope.seeded.int(4)}/${consignee}`;
  const body = { consignee, at: AT, place: 'HEL', previous: someDigest(scope) };
  return { type: 'shipment.delivered', key, vouchers: [consignee], body };
};

const consigned: Make = (scope) => {
  const shipment = scope.seeded.once(3)
    ? someShipment(scope)
    : `${someCompany(scope)}/J-${scope.seeded.int(9)}`;
  const { honest, seeded } = scope;
  const body = {
    ...{ consignee: honest, ssccs: [], items: [], documents: [], origin: 'HEL', destination: 'JFK' },
    legs: seeded.some([...scope.world.transports.slice(-2), 'NoSuchMSP/F-1']),
  };
  return {
    type: 'shipment.consigned',
    key: `shipment/${shipment}`,
    vouchers: [shipment.split('/')[0] ?? ''],
    body,
  };
};

const milestones: Make = (scope) => {
  const company = someCompany(scope);
  const milestone = {
    ...{ shipmentId: someShipment(scope), kind: 'delivered', classifier: 'actual', at: AT, place: 'HEL' },
    custody: someDigest(scope),
  };
  const key = `milestones/${company}/m-${scope.seeded.int(50)}`;
  return { type: 'shipment.milestones', key, vouchers: [company], body: { milestones: [milestone] } };
};

const granted: Make = (scope) => {
  const company = someCompany(scope);
  const shipment = someShipment(scope);
  const key = `grant/${shipment}/${company}`;
  return { type: 'shipment.granted', key, vouchers: [shipment.split('/')[0] ?? ''], body: { company } };
};

const planned: Make = (scope) => {
  const company = someCompany(scope);
  const transport = {
    ...{ transportId: someTransport(scope), mode: 'air', number: 'X', from: 'HEL', to: 'JFK' },
    ...{ departurePlanned: AT, arrivalPlanned: AT + 1, distanceMeters: 1 },
  };
  const key = `transports/${company}/p-${scope.seeded.int(50)}`;
  return { type: 'transport.planned', key, vouchers: [company], body: { transports: [transport] } };
};

const updated: Make = (scope) => {
  const company = someCompany(scope);
  const { seeded } = scope;
  const update = {
    ...{ transportId: someTransport(scope), sequence: 1 + seeded.int(200), kind: 'arrived', arrival: AT },
    ...{ delayMinutes: 600, isNewDelay: true, previous: someDigest(scope) },
  };
  const key = `updates/${company}/u-${seeded.int(50)}`;
  return { type: 'transport.updated', key, vouchers: [company], body: { updates: [update] } };
};

const revoked: Make = (scope) => {
  const device = scope.seeded.pick([
    scope.world.device.deviceId,
    `${scope.seeded.pick(scope.coalition)}/D-1`,
  ]);
  const key = `device/${device}/revoked`;
  return { type: 'device.revoked', key, vouchers: [device.split('/')[0] ?? ''], body: { reason: 'forged' } };
};

const submitted: Make = (scope) => {
  const { seeded, world } = scope;
  const company = someCompany(scope);
  const batch = {
    ...{ device: seeded.pick([world.device.deviceId, `${company}/D-1`]), shipment: someShipment(scope) },
    ...{ firstSequence: seeded.int(30), count: 1 + seeded.int(9), from: AT, to: AT },
    ...{ digest: seeded.hex(64), sha256: seeded.hex(64), under: someDigest(scope) },
  };
  const key = `readings/${company}/${seeded.hex(64)}`;
  return { type: 'reading.submitted', key, vouchers: [company], body: { batches: [batch] } };
};

const ruled: Make = (scope) => {
  const company = someCompany(scope);
  const version = scope.seeded.int(4);
  const body = { assetType: 'shipment', version, rule: "AND('{self}', 'NoSuchMSP')" };
  return { type: 'company.rule', key: `rule/${company}/shipment/${version}`, vouchers: [company], body };
};

const lots: Make = (scope) => {
  const { seeded, world } = scope;
  const company = someCompany(scope);
  const lot = {
    ...{ holder: world.wallet.holderIn(world.programme), amount: '1000000', termsVersion: 0 },
    ...{ expiresAt: AT * 2, journey: seeded.hex(64) },
  };
  const body = { programme: world.programme, origin: 'accrual', terms: someDigest(scope), lots: [lot] };
  return { type: 'loyalty.lots', key: `lots/${company}/l-${seeded.int(50)}`, vouchers: [company], body };
};

const minted: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const lots = [`${company}/i-${seeded.int(9)}/0`, ...scope.world.trade.lots.slice(-3)];
  const lot = { lot: seeded.pick(lots), origin: someDigest(scope), quantity: '1000' };
  const body = {
    ...{ classId: `${honest}/credit`, class: someDigest(scope), kind: 'transfer', retired: '0' },
    inputs: [{ ...lot, holder: `company:${company}` }],
    outputs: [{ holder: `company:${someCompany(scope)}`, quantity: '1000', ancestors: 1 + seeded.int(3) }],
  };
  return { type: 'lot.moved', key: `moves/${company}/m-${seeded.int(50)}`, vouchers: [company], body };
};

const dealt: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const deal = seeded.pick([`${company}/d-${seeded.int(9)}`, ...scope.world.trade.deals.slice(-2)]);
  const parties = [...new Set([company, honest])];
  return seeded.once(2)
    ? {
        ...{ type: 'deal.agreed', key: `deal/${deal}/agreed/${company}`, vouchers: [company] },
        body: { proposal: someDigest(scope) },
      }
    : {
        ...{ type: 'deal.closed', key: `deal/${deal}/end`, vouchers: parties.toSorted() },
        body: { proposal: someDigest(scope), parties, agreements: [someDigest(scope)], moves: [] },
      };
};

const disputed: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const lot = seeded.pick([
    `${company}/i-${seeded.int(9)}/0`,
    `${honest}/x/0`,
    ...scope.world.trade.lots.slice(-2),
  ]);
  const key = `dispute/${lot}/${company}`;
  return seeded.once(2)
    ? {
        ...{ type: 'lot.disputed', key, vouchers: [company] },
        body: { origin: someDigest(scope), reason: 'forged' },
      }
    : {
        ...{ type: 'lot.disputeEnded', key: `${key}/end`, vouchers: [company] },
        body: { dispute: someDigest(scope) },
      };
};

const issued: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const lots = [{ holder: `company:${seeded.pick([honest, company])}`, quantity: '1000000' }];
  const body = { classId: `${company}/credit`, class: someDigest(scope), lots };
  return { type: 'lot.issued', key: `lots/${company}/i-${seeded.int(50)}`, vouchers: [company], body };
};

const anchored: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const anchor = { name: 'forged', sha256: seeded.hex(64), references: [], counterparty: honest };
  const key = `anchors/${company}/r-${seeded.int(50)}`;
  return { type: 'record.anchored', key, vouchers: [company], body: { anchors: [anchor] } };
};

const acknowledged: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const entry = {
    ...{
      recordId: seeded.pick([`${honest}/z/0`, ...scope.world.trade.records.slice(-2)]),
      content: seeded.hex(64),
      as: 'rejected',
    },
    anchored: someDigest(scope),
  };
  const key = `acknowledgements/${company}/a-${seeded.int(50)}`;
  return { type: 'record.acknowledged', key, vouchers: [company], body: { acknowledgements: [entry] } };
};

const published: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const recordId = `${seeded.pick([company, honest])}/${seeded.hex(32)}`;
  const commitments = [{ recordId, commitment: seeded.hex(64) }];
  const key = `commitments/${company}/p-${seeded.int(50)}`;
  return seeded.once(2)
    ? { type: 'record.published', key, vouchers: [company], body: { commitments } }
    : { type: 'record.erased', key: `erased/${recordId}`, vouchers: [company], body: { reason: 'forged' } };
};

const corrected: Make = (scope) => {
  const company = someCompany(scope);
  const { seeded, honest } = scope;
  const wrong = { key: `company/${honest}/0`, digest: someDigest(scope), reason: 'forged' };
  const key = `corrections/${company}/c-${seeded.int(50)}`;
  return { type: 'record.corrected', key, vouchers: [company], body: { corrections: [wrong] } };
};

const strange: Make = (scope) => ({
  type: scope.seeded.pick(['from.the.future', 'toString', '', 'company.registered']),
  key: scope.seeded.pick([`company/${scope.honest}/0`, 'nothing', 'x'.repeat(600), '__proto__']),
  vouchers: scope.seeded.pick([[], [scope.honest, scope.honest], ['NoSuchMSP'], [scope.honest]]),
  body: scope.seeded.pick([{}, { __proto__: null }, { name: 'x'.repeat(5000) }]),
});

const MAKERS: readonly Make[] = [
  ...[offered, ended, delivered, consigned, milestones, granted, planned],
  ...[updated, revoked, submitted, ruled, lots, strange],
  ...[minted, dealt, disputed, issued, anchored, acknowledged, corrected],
  published,
  ...FORGED_DEVICES,
  ...FORGED_PRODUCTS,
  ...Array.from({ length: 8 }, () => fromVector),
];

/** Content of some type about somebody's assets, mostly wrong. */
export function someContent(scope: ForgeryScope): RawContent {
  return scope.seeded.pick(MAKERS)(scope);
}

/** The text of a fact with this content, valid or not. */
export function contentToFact({ type, key, vouchers, body }: RawContent, seeded: Seeded): object {
  const ref = /^[A-Za-z0-9._~-]{1,64}$/.exec(key.slice(key.lastIndexOf('/') + 1))?.[0] ?? 'x';
  return {
    v: seeded.once(20) ? seeded.int(9) : 1,
    type,
    key,
    vouchers,
    ref,
    at: AT + seeded.int(1000),
    body,
  };
}
