import { KonttiError, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = {
  ...{ shipper: 'ShipperMSP', forwarder: 'ForwarderMSP', carrier: 'CarrierMSP' },
  ...{ terminal: 'TerminalMSP', bank: 'BankMSP' },
};
type Name = keyof typeof COMPANIES;
const DEBTORS = ['shipper', 'forwarder', 'carrier', 'terminal'] as const;
const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const debtsOf = (name: Name): string => `${COMPANIES[name]}/debts`;

/** Who owes whom what, in cents, when the month ends. */
const INVOICES: readonly (readonly [ref: string, debtor: Name, creditor: Name, amount: bigint])[] = [
  ['freight-1', 'shipper', 'forwarder', 120_000n],
  ['freight-2', 'shipper', 'forwarder', 80_000n],
  ['sea-1', 'forwarder', 'carrier', 150_000n],
  ['quay-1', 'carrier', 'terminal', 90_000n],
  ['claim-1', 'terminal', 'shipper', 60_000n],
  ['rebate-1', 'carrier', 'forwarder', 10_000n],
];

/** Four companies of a supply chain owe one another; what they dispute waits, the rest is netted, and what remains is paid. */
export const settlement: Story = {
  about:
    'invoices, claims and instalments; disputes, and their end; netting with the seals of all companies; payment',
  companies: COMPANIES,

  async run(stage) {
    const { client, events } = stage;
    await owe(stage);
    const heldOut = await disputeTwo(client);
    const nets = await netAll(client);
    const block = await payRest(client);
    const found = figuresOf(await events('bank', block));
    const { open } = await client('bank').settlement.statement({
      classId: debtsOf('carrier'),
      creditor: COMPANIES.terminal,
    });
    return [
      { name: 'cents invoiced and claimed', expected: 510_000n, found: found.invoiced },
      { name: 'instalments of the loan, which add up', expected: 100_000n, found: found.instalments },
      { name: 'netting of what is disputed', expected: 'LOT_DISPUTED', found: heldOut },
      {
        name: 'what the shipper owes in the end',
        expected: -125_000n,
        found: nets.get(COMPANIES.shipper) ?? 0n,
      },
      {
        name: 'all nets together',
        expected: 0n,
        found: [...nets.values()].reduce((sum, net) => sum + net, 0n),
      },
      {
        name: 'nets as the facts have them',
        expected: [...nets.values()].join(),
        found: found.nets(nets).join(),
      },
      { name: 'cents that left by netting', expected: 370_000n, found: found.netted },
      { name: 'cents paid in bank credit', expected: 125_000n, found: found.paid },
      { name: 'disputes that are still open', expected: 0, found: found.openDisputes },
      { name: 'what the carrier owes the terminal', expected: 0n, found: open },
    ];
  },
};

async function owe({ client }: Stage): Promise<void> {
  for (const name of DEBTORS) {
    await client(name).settlement.open({ classId: debtsOf(name), unit: 'EUR cent' });
  }
  for (const [ref, debtor, creditor, amount] of INVOICES) {
    const debts = [
      { to: COMPANIES[creditor], amount, dueAt: inDays(30), about: `${COMPANIES[creditor]}/${ref}` },
    ];
    await client(debtor).settlement.owe({ classId: debtsOf(debtor), ref, debts });
  }
  // A loan in seven parts: whole cents, which add up.
  const dueAt = Array.from({ length: 7 }, (_, n) => inDays(30 * (n + 1)));
  const loan = { classId: debtsOf('terminal'), ref: 'loan', to: COMPANIES.bank, amount: 100_000n, dueAt };
  await client('terminal').settlement.oweInstalments(loan);
  const bank = client('bank');
  const credit = {
    classId: `${bank.mspId}/credit`,
    kind: 'points',
    unit: 'EUR cent',
    holders: 'company',
  } as const;
  await bank.lots.setClass({ ...credit, version: 0, transfer: 'free', partners: [], redeemAt: [] });
  const lots = [{ holder: `company:${COMPANIES.shipper}`, quantity: 200_000n }];
  await bank.lots.issue({ classId: credit.classId, ref: 'line', version: 0, lots });
}

const idOf = (ref: string): string => {
  const [, debtor = 'shipper'] = INVOICES.find(([each]) => each === ref) ?? [];
  return `${COMPANIES[debtor]}/${ref}/0`;
};

/** Two obligations are disputed: one dispute ends with a credit note, the other one was a mistake. */
async function disputeTwo(client: Stage['client']): Promise<string> {
  const [shipper, forwarder, terminal] = [client('shipper'), client('forwarder'), client('terminal')];
  await shipper.settlement.dispute({
    lotId: idOf('freight-2'),
    reason: '25 of 80 pallets were never carried',
  });
  await terminal.settlement.dispute({ lotId: idOf('claim-1'), reason: 'damaged before it came to us' });
  const outcome = await netting(forwarder, 'early').then(
    () => 'proposed',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
  await terminal.settlement.withdrawDispute({ lotId: idOf('claim-1') });
  // The forwarder gives 15,000 back: the rest is a lot of its own, which no company disputes.
  const { digest: origin, classId } = await forwarder.lots.get({ lotId: idOf('freight-2') });
  await forwarder.lots.move({
    ...{ classId, ref: 'credit-note', kind: 'retire', inputs: [{ lot: idOf('freight-2'), origin }] },
    outputs: [{ holder: `company:${forwarder.mspId}`, quantity: 65_000n }],
  });
  return outcome;
}

async function netting(by: KonttiClient, ref: string, replaced: Readonly<Record<string, string>> = {}) {
  const obligationIds = INVOICES.map(([invoice]) => replaced[invoice] ?? idOf(invoice));
  return await by.settlement.proposeNetting({ ref, obligationIds, expiresAt: inDays(3) });
}

/** The forwarder proposes; each company looks at its own net before it agrees. */
async function netAll(client: Stage['client']): Promise<Map<string, bigint>> {
  const forwarder = client('forwarder');
  const dealId = `${forwarder.mspId}/month`;
  await netting(forwarder, 'month', { 'freight-2': `${forwarder.mspId}/credit-note/m0` });
  for (const name of ['shipper', 'carrier', 'terminal'] as const) {
    const { digest } = await client(name).settlement.getNetting({ dealId });
    await client(name).deals.agree({ dealId, digest });
  }
  const { nets } = await forwarder.settlement.getNetting({ dealId });
  await forwarder.deals.close({ dealId });
  return new Map(nets.map(({ company, net }) => [company, net]));
}

/** What the shipper still owes it pays in bank credit: money and obligation change in one step. */
async function payRest(client: Stage['client']): Promise<bigint> {
  const shipper = client('shipper');
  let block = 0n;
  for (const name of ['forwarder', 'carrier', 'terminal'] as const) {
    const creditor = client(name);
    const conditions = { classId: debtsOf('shipper'), holder: `company:${creditor.mspId}` } as const;
    for await (const { lotId, status } of shipper.lots.query(conditions)) {
      if (status === 'spent') continue;
      const ref = `pay-${lotId.split('/').slice(1).join('-')}`;
      const payment = {
        ref,
        obligationId: lotId,
        paidWith: `${COMPANIES.bank}/credit`,
        expiresAt: inDays(1),
      };
      await shipper.settlement.proposePayment(payment);
      const dealId = `${shipper.mspId}/${ref}`;
      await creditor.deals.agree({ dealId, digest: (await creditor.deals.get({ dealId })).digest });
      ({ block } = await creditor.deals.close({ dealId }));
    }
  }
  return block;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** Every figure once more, from the facts that the bank's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const issued = facts.flatMap((event) => (event.type === 'lot.issued' ? [event.body] : []));
  const isLoan = ({ lotId }: { readonly lotId: string }): boolean => lotId.includes('/loan/');
  const owed = issued.filter(({ classId }) => classId.endsWith('/debts'));
  const deals = facts.flatMap((event) => (event.type === 'deal.closed' ? [event.body] : []));
  const nettings = deals.filter(({ netting: isNetting }) => isNetting);
  const payments = deals.filter(({ netting: isNetting }) => !isNetting);
  const moves = nettings.flatMap((deal) => deal.moves);
  const disputes = facts.filter(({ type }) => type === 'lot.disputed').map(({ key }) => key);
  const ended = new Set(facts.filter(({ type }) => type === 'lot.disputeEnded').map(({ key }) => key));
  const retired = facts.flatMap((event) => (event.type === 'lot.moved' ? event.body.inputs : []));
  const gone = new Set([...retired, ...moves.flatMap(({ inputs }) => inputs)].map(({ lot }) => lot));
  const isOpen = (key: string): boolean =>
    !ended.has(`${key}/end`) && !gone.has(key.split('/').slice(1, -1).join('/'));
  return {
    invoiced: sum(owed.filter((lot) => !isLoan(lot)).map(({ quantity }) => quantity)),
    instalments: sum(owed.filter(isLoan).map(({ quantity }) => quantity)),
    /** Σ in − Σ out of each company, by what the netting used up. */
    nets: (companies: ReadonlyMap<string, bigint>) =>
      [...companies.keys()].map((company) =>
        sum(
          moves.flatMap(({ classId, inputs }) =>
            inputs.map(({ holder, quantity }) => {
              const incoming = holder === `company:${company}` ? quantity : 0n;
              return classId.startsWith(`${company}/`) ? incoming - quantity : incoming;
            }),
          ),
        ),
      ),
    netted: sum(moves.map((move) => move.retired)),
    paid: sum(
      payments
        .flatMap((deal) => deal.moves)
        .filter(({ kind }) => kind === 'retire')
        .map((move) => move.retired),
    ),
    openDisputes: disputes.filter(isOpen).length,
  };
}
