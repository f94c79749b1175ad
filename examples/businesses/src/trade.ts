import { createHash, randomBytes } from 'node:crypto';
import { KonttiError, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = { exporter: 'ExporterMSP', importer: 'ImporterMSP', bank: 'BankMSP' };
const holderOf = (client: KonttiClient): string => `company:${client.mspId}`;

/** An exporter sells containers to an importer on another continent; a bank's credit pays, and titles secure what is paid later. */
export const trade: Story = {
  about:
    'titles swapped for credit in one step, pledged to a bank, released when it is paid and foreclosed when it is not',
  companies: COMPANIES,

  async run(stage) {
    const titles = await issueAll(stage);
    const late = await sellFirst(stage, titles.first);
    const block = await financeOthers(stage, titles);
    const found = figuresOf(await stage.events('exporter', block));
    return [
      { name: 'titles issued, one a shipment', expected: 3, found: found.titles },
      { name: 'a deal that nobody may close any more', expected: 'DEAL_EXPIRED', found: late },
      { name: 'deals closed', expected: 2, found: found.deals },
      { name: 'credit that the exporter was paid', expected: 60_000n, found: found.paid },
      { name: 'obligations paid', expected: 1, found: found.retired },
      { name: 'titles foreclosed', expected: 1, found: found.foreclosed },
      { name: 'titles surrendered for the goods', expected: 1, found: found.surrendered },
    ];
  },
};

/** The exporter issues titles for three shipments, the bank credit to the importer, the importer two obligations to the bank. */
async function issueAll({ client }: Stage) {
  const [exporter, importer, bank] = [client('exporter'), client('importer'), client('bank')];
  const base = { version: 0, holders: 'company', transfer: 'free', partners: [], redeemAt: [] } as const;
  const classes = {
    titles: `${exporter.mspId}/bl`,
    credit: `${bank.mspId}/credit`,
    debts: `${importer.mspId}/debts`,
  };
  await exporter.lots.setClass({ ...base, classId: classes.titles, kind: 'title', unit: 'bill of lading' });
  await bank.lots.setClass({ ...base, classId: classes.credit, kind: 'points', unit: 'EUR' });
  await importer.lots.setClass({ ...base, classId: classes.debts, kind: 'obligation', unit: 'EUR' });
  const lots = [1, 2, 3].map((n) => ({
    ...{ holder: n === 1 ? holderOf(exporter) : holderOf(importer), quantity: 1n },
    shipment: `${exporter.mspId}/S-${n}`,
  }));
  await exporter.lots.issue({ classId: classes.titles, ref: 'bl', version: 0, lots });
  const credit = [{ holder: holderOf(importer), quantity: 100_000n }];
  await bank.lots.issue({ classId: classes.credit, ref: 'line', version: 0, lots: credit });
  const dueAt = new Date(Date.now() - 60_000);
  const debts = [1, 2].map(() => ({ holder: holderOf(bank), quantity: 30_000n, dueAt }));
  await importer.lots.issue({ classId: classes.debts, ref: 'loan', version: 0, lots: debts });
  const [first, second, third] = [0, 1, 2].map((n) => `${exporter.mspId}/bl/${n}`) as [
    string,
    string,
    string,
  ];
  return { classes, first, second, third };
}

async function inputOf(client: KonttiClient, lotId: string) {
  const { digest } = await client.lots.get({ lotId });
  return { lot: lotId, origin: digest };
}

/** The first title goes to the importer in the same moment in which 60,000 of its credit go to the exporter. */
async function sellFirst({ client }: Stage, title: string): Promise<string> {
  const [exporter, importer, bank] = [client('exporter'), client('importer'), client('bank')];
  // The price per tonne is theirs alone: a commitment to it is part of what they agree to.
  const terms = createHash('sha256').update(randomBytes(32)).update('41.70 EUR a tonne').digest('hex');
  const proposing = async (expiresAt: Date) => ({
    ...{ parties: [exporter.mspId, importer.mspId], expiresAt, terms },
    moves: [
      {
        ...{ company: exporter.mspId, classId: `${exporter.mspId}/bl`, kind: 'transfer' as const },
        inputs: [await inputOf(exporter, title)],
        outputs: [{ holder: holderOf(importer), quantity: 1n }],
      },
      {
        ...{ company: importer.mspId, classId: `${bank.mspId}/credit`, kind: 'transfer' as const },
        inputs: [await inputOf(exporter, `${bank.mspId}/line/0`)],
        outputs: [
          { holder: holderOf(exporter), quantity: 60_000n },
          { holder: holderOf(importer), quantity: 40_000n },
        ],
      },
    ],
  });
  const agreeAndClose = async (ref: string, expiresAt: Date): Promise<void> => {
    const dealId = `${exporter.mspId}/${ref}`;
    await exporter.deals.propose({ ref, ...(await proposing(expiresAt)) });
    // Who agrees names the digest of what it read: nothing else can be closed in its name.
    const { digest } = await importer.deals.get({ dealId });
    await importer.deals.agree({ dealId, digest });
    await exporter.deals.close({ dealId });
  };
  const soon = new Date(Date.now() + 1);
  const late = await agreeAndClose('too-late', soon).then(
    () => 'closed',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
  await agreeAndClose('sale', new Date(Date.now() + 86_400_000));
  return late;
}

/** The importer pledges two titles for two obligations, and pays one of them. */
async function financeOthers(
  { client }: Stage,
  titles: Awaited<ReturnType<typeof issueAll>>,
): Promise<bigint> {
  const [exporter, importer, bank] = [client('exporter'), client('importer'), client('bank')];
  const { classes, second, third } = titles;
  const pledge = async (ref: string, title: string, secures: string): Promise<string> => {
    const outputs = [{ holder: holderOf(importer), quantity: 1n, pledge: { to: bank.mspId, secures } }];
    const inputs = [await inputOf(importer, title)];
    await importer.lots.move({ classId: classes.titles, ref, kind: 'pledge', inputs, outputs });
    return `${importer.mspId}/${ref}/m0`;
  };
  const [paid, unpaid] = [`${importer.mspId}/loan/0`, `${importer.mspId}/loan/1`];
  const pledged = { second: await pledge('p-2', second, paid), third: await pledge('p-3', third, unpaid) };

  // Payment and discharge of the debt are one deal: the credit goes to the bank, and the bank retires the obligation.
  const dealId = `${importer.mspId}/repay`;
  await importer.deals.propose({
    ...{ ref: 'repay', parties: [importer.mspId, bank.mspId], expiresAt: new Date(Date.now() + 86_400_000) },
    moves: [
      {
        ...{ company: importer.mspId, classId: classes.credit, kind: 'transfer' },
        inputs: [await inputOf(importer, `${exporter.mspId}/sale/d2`)],
        outputs: [
          { holder: holderOf(bank), quantity: 30_000n },
          { holder: holderOf(importer), quantity: 10_000n },
        ],
      },
      {
        ...{ company: bank.mspId, classId: classes.debts, kind: 'retire', outputs: [] },
        inputs: [await inputOf(bank, paid)],
      },
    ],
  });
  await bank.deals.agree({ dealId, digest: (await bank.deals.get({ dealId })).digest });
  await bank.deals.close({ dealId });
  await bank.lots.move({
    ...{
      classId: classes.titles,
      ref: 'free',
      kind: 'release',
      inputs: [await inputOf(bank, pledged.second)],
    },
    outputs: [{ holder: holderOf(importer), quantity: 1n }],
  });
  await bank.lots.move({
    ...{
      classId: classes.titles,
      ref: 'take',
      kind: 'foreclose',
      inputs: [await inputOf(bank, pledged.third)],
    },
    outputs: [{ holder: holderOf(bank), quantity: 1n }],
    settles: await inputOf(bank, unpaid),
  });
  const inputs = [await inputOf(importer, `${bank.mspId}/free/m0`)];
  const surrender = {
    classId: classes.titles,
    ref: 'goods',
    kind: 'surrender' as const,
    inputs,
    outputs: [],
  };
  return (await importer.lots.move(surrender)).block;
}

/** Every figure once more, from the facts that the exporter's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const deals = facts.flatMap((event) => (event.type === 'deal.closed' ? [event.body] : []));
  const moves = [
    ...facts.flatMap((event) => (event.type === 'lot.moved' ? [event.body] : [])),
    ...deals.flatMap((deal) => deal.moves),
  ];
  const ofKind = (kind: string): number => moves.filter((move) => move.kind === kind).length;
  const toExporter = moves
    .filter(({ classId }) => classId === `${COMPANIES.bank}/credit`)
    .flatMap(({ outputs }) => outputs.filter(({ holder }) => holder === `company:${COMPANIES.exporter}`));
  return {
    titles: facts.filter((event) => event.type === 'lot.issued' && event.body.shipment !== undefined).length,
    deals: deals.length,
    paid: toExporter.reduce((sum, { quantity }) => sum + quantity, 0n),
    retired: ofKind('retire'),
    foreclosed: ofKind('foreclose'),
    surrendered: ofKind('surrender'),
  };
}
