import { companies } from '../companies';
import { chunksOf } from '../concurrent';
import { note, type Voyage } from '../voyage';

const claimsPerSettlement = 200;

/** The caterer proposes to net what the airline owes for the meals, the airline agrees. */
export async function settle(voyage: Voyage): Promise<void> {
  const { airline, caterer } = voyage.clients;
  const claims: string[] = [];
  const open = caterer.loyalty.queryClaims({ creditor: companies.caterer.mspId, status: 'open' });
  for await (const { claimId } of open) {
    claims.push(claimId);
  }
  const step = voyage.progress.step({ name: 'claims settled', total: claims.length });
  for (const [index, chunk] of chunksOf(claims, claimsPerSettlement).entries()) {
    const ref = `settlement-${index}`;
    const counterparty = companies.airline.mspId;
    note(voyage, await caterer.loyalty.proposeSettlement({ ref, counterparty, claims: chunk }));
    const settlementId = `${companies.caterer.mspId}/${ref}`;
    note(voyage, await airline.loyalty.acceptSettlement({ settlementId }));
    step.advance(chunk.length);
  }
  step.done();
}
