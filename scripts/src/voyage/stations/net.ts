import { companies, companyRoles, type CompanyRole } from '../companies';
import { debtsOf, type Invoice } from '../invoices';
import type { Clients } from '../network';
import { currency } from '../terms';
import { note, type Voyage } from '../voyage';
import { onceSeen } from './once-seen';

const dayMs = 86_400_000;
const proposer: CompanyRole = 'airline';

/** The companies state what they owe one another, and net it in one step that all of them seal. */
export async function net(
  voyage: Voyage,
  options: { readonly invoices: readonly Invoice[]; readonly admins: Clients },
): Promise<void> {
  const { invoices, admins } = options;
  const step = voyage.progress.step({ name: 'invoices netted by all', total: invoices.length });
  for (const { debtor, creditor, minor, about } of invoices) {
    const classId = debtsOf(debtor);
    note(voyage, await admins[debtor].settlement.open({ classId, unit: `${currency} minor` }));
    const debt = {
      to: companies[creditor].mspId,
      amount: minor,
      dueAt: new Date(Date.now() + 30 * dayMs),
      about: `${companies[creditor].mspId}/${about}`,
    };
    note(voyage, await voyage.clients[debtor].settlement.owe({ classId, ref: 'invoice', debts: [debt] }));
    step.advance();
  }
  // One company alone has nothing to net.
  if (invoices.length < 2) {
    step.done();
    return;
  }
  const obligationIds = invoices.map(({ debtor }) => `${companies[debtor].mspId}/invoice/0`);
  const expiresAt = new Date(Date.now() + dayMs);
  const first = voyage.clients[proposer];
  const netting = { ref: 'netting', obligationIds, expiresAt };
  note(voyage, await onceSeen(() => first.settlement.proposeNetting(netting)));
  const dealId = `${first.mspId}/netting`;
  const parties = new Set(invoices.flatMap(({ debtor, creditor }) => [debtor, creditor]));
  for (const role of companyRoles.filter((each) => each !== proposer && parties.has(each))) {
    const { settlement, deals } = voyage.clients[role];
    const { digest } = await onceSeen(() => settlement.getNetting({ dealId }));
    note(voyage, await deals.agree({ dealId, digest }));
  }
  note(voyage, await onceSeen(() => first.deals.close({ dealId })));
  step.done();
}
