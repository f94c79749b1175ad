import { someCompany, someDigest, type Make } from './forgery-scope';

const made: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const body = {
    ...{ classId: `${seeded.pick([company, honest])}/cell`, class: someDigest(scope) },
    ...(seeded.once(2) ? { serials: ['forged'] } : { run: { first: 0, count: 10 }, runNumber: 0 }),
  };
  return { type: 'product.made', key: `items/${company}/p-${seeded.int(9)}`, vouchers: [company], body };
};

const linked: Make = (scope) => {
  const { seeded } = scope;
  const [company, maker] = [someCompany(scope), someCompany(scope)];
  const child = `${maker}/p-${seeded.int(9)}/${seeded.int(3)}`;
  const group = { parent: `${someCompany(scope)}/p-${seeded.int(9)}/0`, children: [child] };
  const step = seeded.pick([{}, { number: 1 + seeded.int(3) }, { after: someDigest(scope) }]);
  const body = { kind: 'installed', action: 'add', groups: [{ ...group, ...step }] };
  return { type: 'product.linked', key: `links/${company}/k-${seeded.int(50)}`, vouchers: [company], body };
};

const marked: Make = (scope) => {
  const { seeded } = scope;
  const [company, maker] = [someCompany(scope), someCompany(scope)];
  const mark = { items: `${maker}/p-${seeded.int(9)}/0`, kind: seeded.pick(['sold', 'decommissioned']) };
  const isStep = seeded.once(2);
  const vouchers = [...new Set(isStep ? [company, maker] : [company])].toSorted();
  const body = { marks: [{ ...mark, ...(isStep ? { number: 1 + seeded.int(3) } : {}) }] };
  return { type: 'product.marked', key: `marks/${company}/k-${seeded.int(50)}`, vouchers, body };
};

const recalled: Make = (scope) => {
  const { seeded } = scope;
  const company = someCompany(scope);
  const key = `recall/${company}/k-${seeded.int(50)}`;
  const items = { items: [`${company}/p-0/0`], batches: [] };
  const body = { classId: `${company}/cell`, class: someDigest(scope), reason: 'forged', ...items };
  return { type: 'product.recalled', key, vouchers: [company], body };
};

const contradicted: Make = (scope) => {
  const { seeded, honest } = scope;
  const company = someCompany(scope);
  const evidence = [0, 1].map((index) => ({ fact: someDigest(scope), index }));
  const body = { kind: 'soldTwice', item: `${honest}/p-0/0`, evidence };
  const key = `contradiction/${company}/k-${seeded.int(50)}`;
  return { type: 'product.contradicted', key, vouchers: [company], body };
};

/** Content about products. */
export const FORGED_PRODUCTS: readonly Make[] = [made, linked, marked, recalled, contradicted];
