import { isVouched } from '../company/life';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import type { FactReader } from '../fact/reader';
import { readClassWith } from './class-life';
import { titleKey } from './keys';
import type { SealedLotIssue } from './made-lots';
import { isLotRefusal, planIssue } from './rules';

/** Which of the lots of an issue hold: the class lets them be issued so, its rule is kept, and a title is the shipment's only one. */
export async function issuedLotsHold(
  reader: FactReader,
  { fact, digest }: SealedLotIssue,
  indexes: readonly number[],
): Promise<boolean[]> {
  const { classId, lots } = fact.body;
  const issuer = ownerOf(classId);
  const held = await readClassWith(reader, { classId, digest: fact.body.class });
  if (held === undefined || !isVouched(held.rule, { self: issuer, issuer }, fact)) {
    return indexes.map(() => false);
  }
  return await Promise.all(
    indexes.map(async (index) => {
      const lot = lots[index];
      if (lot === undefined) return false;
      const planned = planIssue(held.conditions, { lot, at: fact.at });
      if (isLotRefusal(planned) || planned.expiresAt !== lot.expiresAt) return false;
      const { shipment } = lot;
      if (shipment === undefined) return true;
      return await leadsTo(reader, { mspId: issuer, key: titleKey.build({ shipment }) }, digest);
    }),
  );
}
