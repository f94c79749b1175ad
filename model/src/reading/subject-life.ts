import type { Parties } from '../company/rule-policy';
import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, ofType, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { isAgreedDeal, readDeal } from '../lot/deal-life';
import { dealClosed } from '../lot/facts';
import type { Conditions } from '../shipment/consignment';
import { readConsignment, type HeldConsignment } from '../shipment/consignment-life';
import { mayAttach, partiesOfConsignment } from '../shipment/parties';
import { readingGranted, siteRegistered } from './facts';
import type { SiteRegistered } from './site';
import type { Subject } from './subject';

/** What readings are about, as far as it is sealed: who may attach them by it alone, and what is to be kept. */
export interface HeldSubject {
  readonly subject: Subject;
  readonly parties: readonly string[];
  /** Who the placeholders of the device's rule mean besides its owner. */
  readonly roles: Omit<Parties, 'self'>;
  readonly conditions: Conditions | undefined;
  /** Present for a shipment. */
  readonly consignment: HeldConsignment | undefined;
}

/** A site, when its owner registered it. */
export async function readSite(
  reader: FactReader,
  siteId: string,
): Promise<Sealed<Fact<'site.registered', SiteRegistered>> | undefined> {
  const key = siteRegistered.key.build({ site: siteId });
  return await sealedAt(reader, siteRegistered, { mspId: ownerOf(siteId), key });
}

/** What readings are about; nothing where it is not sealed, or where an agreement is not closed. */
export async function readSubject(reader: FactReader, subject: Subject): Promise<HeldSubject | undefined> {
  const { kind, id } = subject;
  if (kind === 'site') {
    const site = await readSite(reader, id);
    if (site === undefined) return undefined;
    const { conditions } = site.fact.body;
    return { subject, parties: [ownerOf(id)], roles: {}, conditions, consignment: undefined };
  }
  if (kind === 'agreement') {
    const parties = await readAgreement(reader, id);
    if (parties === undefined) return undefined;
    return { subject, parties, roles: {}, conditions: undefined, consignment: undefined };
  }
  const consignment = foundOrAbsent(await readConsignment(reader, id));
  if (consignment === undefined) return undefined;
  const { consignor, shipment } = consignment;
  const { consignee, conditions } = shipment;
  const parties = partiesOfConsignment(consignment);
  return { subject, parties, roles: { consignor, consignee }, conditions, consignment };
}

/** The parties of a deal that all of them agreed to. What is closed stays closed. */
async function readAgreement(reader: FactReader, dealId: string): Promise<readonly string[] | undefined> {
  const deal = foundOrAbsent(await readDeal(reader, dealId));
  const closed = deal === undefined ? undefined : ofType(deal.end, dealClosed);
  if (deal === undefined || closed === undefined || !(await isAgreedDeal(reader, closed))) return undefined;
  return deal.proposal.fact.body.parties;
}

/**
 * True when a company may attach readings: as a party by the subject itself, or by the fact with the digest `under`. That is a grant of the
 * site's owner or of a party of the agreement; of a shipment, its consignor's grant or custody.
 */
export async function mayMeasure(
  reader: FactReader,
  held: HeldSubject,
  attached: { readonly company: string; readonly under: string | undefined },
): Promise<boolean> {
  const { subject, parties, consignment } = held;
  const { company, under } = attached;
  if (consignment !== undefined) return await mayAttach(reader, consignment, attached);
  if (under === undefined) return parties.includes(company);
  const grant = await sealedWith(reader, readingGranted, under);
  const parts = grant === undefined ? undefined : readingGranted.key.parse(grant.fact.key);
  return (
    parts?.subjectKind === subject.kind &&
    parts.subject === subject.id &&
    parts.grantee === company &&
    parties.includes(parts.company)
  );
}

/** The digest of a grant by a party of the subject for a company, where there is one. */
export async function readMeasuringGrant(
  reader: FactReader,
  { subject, parties }: HeldSubject,
  grantee: string,
): Promise<string | undefined> {
  for (const company of parties) {
    const parts = { subjectKind: subject.kind, subject: subject.id, company, grantee };
    const address = { mspId: company, key: readingGranted.key.build(parts) };
    const grant = await sealedAt(reader, readingGranted, address);
    if (grant !== undefined) return grant.digest;
  }
  return undefined;
}
