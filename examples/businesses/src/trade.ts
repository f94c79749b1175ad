import {
  commitToTerms,
  KonttiError,
  verifyTerms,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = { exporter: 'ExporterMSP', importer: 'ImporterMSP', bank: 'BankMSP' };
const CLASSES = {
  titles: `${COMPANIES.exporter}/bl`,
  coffee: `${COMPANIES.exporter}/coffee`,
  credit: `${COMPANIES.bank}/credit`,
  debts: `${COMPANIES.importer}/debts`,
};
const inMs = (ms: number): Date => new Date(Date.now() + ms);
const titleOf = (n: number): string => `${COMPANIES.exporter}/bl/${n}`;

/** An exporter sells containers to an importer on another continent; a bank's credit pays, and titles secure what is paid later. */
export const trade: Story = {
  about:
    'titles and parts of lots swapped for credit in one step, pledged to a bank, released when it is paid and foreclosed when it is not',
  companies: COMPANIES,

  async run(stage) {
    await issueAll(stage);
    const late = await sell(stage);
    const moved = await finance(stage);
    const { early, block } = await deliver(stage);
    const found = figuresOf(await stage.events('exporter', block));
    return [
      { name: 'titles issued, one a shipment', expected: 3, found: found.titles },
      { name: 'a deal that nobody may accept any more', expected: 'DEAL_EXPIRED', found: late },
      { name: 'deals closed', expected: 3, found: found.deals },
      { name: 'credit that the exporter was paid', expected: 76_680n, found: found.paid },
      { name: 'bags of coffee that the importer has', expected: 400n, found: found.bags },
      { name: 'a pledged title that its holder sells', expected: 'LOT_PLEDGED', found: moved },
      { name: 'obligations paid', expected: 1, found: found.retired },
      { name: 'titles foreclosed', expected: 1, found: found.foreclosed },
      { name: 'titles surrendered for the goods', expected: 1, found: found.surrendered },
      { name: 'a delivery before the surrender', expected: 'TITLE_NOT_SURRENDERED', found: early },
      { name: 'deliveries that name the surrender', expected: 1, found: found.delivered },
    ];
  },
};

/** The importer has the second container, and gets it delivered only by the surrender of its title. */
async function deliver({ client }: Stage) {
  const [exporter, importer] = [client('exporter'), client('importer')];
  const shipmentId = `${exporter.mspId}/S-2`;
  await exporter.shipments.offerCustody({ shipmentId, sequence: 1, to: importer.mspId });
  await importer.shipments.acceptCustody({ shipmentId, sequence: 1 });
  const delivery = { shipmentId, at: new Date(), place: 'FIKTK' };
  const early = await outcomeOf(importer.shipments.deliver(delivery));
  const title = { ref: 'goods', titleId: `${COMPANIES.bank}/free/m0` };
  const { digest: surrender } = (await importer.trade.surrender(title)).result;
  const { block } = await importer.shipments.deliver({ ...delivery, surrender });
  return { early, block };
}

/** The exporter issues titles for three shipments and a lot of coffee, the bank credit to the importer. */
async function issueAll({ client }: Stage): Promise<void> {
  const [exporter, importer, bank] = [client('exporter'), client('importer'), client('bank')];
  const places = [
    { code: 'BRSSZ', name: 'Santos', latitudeE6: -23_950_000, longitudeE6: -46_330_000 },
    { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_470_000, longitudeE6: 26_940_000 },
  ];
  for (const by of [exporter, importer]) await by.companies.registerPlaces({ ref: 'ports', places });
  const way = { consignee: importer.mspId, origin: 'BRSSZ', destination: 'FIKTK', againstTitle: true };
  const consignments = [1, 2, 3].map((n) => ({ shipmentId: `${exporter.mspId}/S-${n}`, ...way }));
  await exporter.shipments.consignAll({ ref: 'harvest', consignments });
  await exporter.trade.open({ classId: CLASSES.titles });
  const titles = [1, 2, 3].map((n) => ({
    ...{ shipment: `${exporter.mspId}/S-${n}`, to: n === 1 ? exporter.mspId : importer.mspId },
  }));
  await exporter.trade.issueTitles({ classId: CLASSES.titles, ref: 'bl', titles });
  const base = { version: 0, kind: 'points', holders: 'company', transfer: 'free' } as const;
  const nobody = { partners: [], redeemAt: [] };
  await exporter.lots.setClass({ ...base, ...nobody, classId: CLASSES.coffee, unit: 'bag' });
  await bank.lots.setClass({ ...base, ...nobody, classId: CLASSES.credit, unit: 'EUR' });
  const issue = async (by: KonttiClient, classId: string, ref: string, to: KonttiClient, quantity: bigint) =>
    await by.lots.issue({ classId, ref, version: 0, lots: [{ holder: `company:${to.mspId}`, quantity }] });
  await issue(exporter, CLASSES.coffee, 'harvest', exporter, 1_000n);
  await issue(bank, CLASSES.credit, 'line', importer, 150_000n);
}

/** Whoever accepts names the digest of what it read: nothing else can be closed in its name. */
async function accept(by: KonttiClient, dealId: string): Promise<void> {
  const { digest } = await by.deals.get({ dealId });
  await by.trade.accept({ dealId, digest });
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

/** The first title goes to the importer in the same moment in which 60,000 of its credit go to the exporter; then 400 of 1,000 bags. */
async function sell({ client }: Stage): Promise<string> {
  const [exporter, importer] = [client('exporter'), client('importer')];
  const sale = { lotId: titleOf(0), to: importer.mspId, price: { classId: CLASSES.credit, amount: 60_000n } };
  const late = await outcomeOf(
    (async () => {
      await exporter.trade.offer({ ...sale, ref: 'too-late', expiresAt: inMs(1) });
      await accept(importer, `${exporter.mspId}/too-late`);
    })(),
  );
  await exporter.trade.offer({ ...sale, ref: 'sale', expiresAt: inMs(86_400_000) });
  await accept(importer, `${exporter.mspId}/sale`);

  // The price of a bag is theirs alone: the deal shows a commitment, and the importer checks what it was sent by its own way.
  const { commitment, salt, terms } = commitToTerms('41.70 EUR a bag');
  const price = { classId: CLASSES.credit, amount: 16_680n };
  const coffee = { ref: 'coffee', lotId: `${exporter.mspId}/harvest/0`, quantity: 400n, to: importer.mspId };
  await exporter.trade.offer({ ...coffee, price, expiresAt: inMs(86_400_000), terms: commitment });
  const { proposal } = await importer.deals.get({ dealId: `${exporter.mspId}/coffee` });
  verifyTerms({ commitment: proposal.terms ?? '', salt, terms });
  await accept(importer, `${exporter.mspId}/coffee`);
  return late;
}

/** The importer pledges two titles for two obligations that are due, and pays one of them. */
async function finance({ client }: Stage): Promise<string> {
  const [importer, bank] = [client('importer'), client('bank')];
  await importer.settlement.open({ classId: CLASSES.debts, unit: 'EUR' });
  const debts = [1, 2].map(() => ({ to: bank.mspId, amount: 30_000n, dueAt: inMs(-60_000) }));
  await importer.settlement.owe({ classId: CLASSES.debts, ref: 'loan', debts });
  const loanOf = (n: number): string => `${importer.mspId}/loan/${n}`;
  for (const n of [0, 1]) {
    const pledge = { ref: `p-${n}`, titleId: titleOf(n + 1), to: bank.mspId, secures: loanOf(n) };
    await importer.trade.pledge(pledge);
  }
  const pledged = `${importer.mspId}/p-0/m0`;
  const moved = await outcomeOf(
    importer.trade.endorse({ ref: 'x', titleId: pledged, to: COMPANIES.exporter }),
  );

  // Payment and discharge of the debt are one deal.
  const payment = {
    ref: 'repay',
    obligationId: loanOf(0),
    paidWith: CLASSES.credit,
    expiresAt: inMs(60_000),
  };
  await importer.settlement.proposePayment(payment);
  await accept(bank, `${importer.mspId}/repay`);
  await bank.trade.release({ ref: 'free', titleId: pledged });
  await bank.trade.foreclose({ ref: 'take', titleId: `${importer.mspId}/p-1/m0` });
  return moved;
}

/** Every figure once more, from the facts that the exporter's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const deals = facts.flatMap((event) => (event.type === 'deal.closed' ? [event.body] : []));
  const moves = [
    ...facts.flatMap((event) => (event.type === 'lot.moved' ? [event.body] : [])),
    ...deals.flatMap((deal) => deal.moves),
  ];
  const ofKind = (kind: string): number => moves.filter((move) => move.kind === kind).length;
  const received = (classId: string, mspId: string): bigint =>
    moves
      .filter((move) => move.classId === classId)
      .flatMap(({ outputs }) => outputs.filter(({ holder }) => holder === `company:${mspId}`))
      .reduce((sum, { quantity }) => sum + quantity, 0n);
  return {
    titles: facts.filter((event) => event.type === 'lot.issued' && event.body.shipment !== undefined).length,
    deals: deals.length,
    paid: received(CLASSES.credit, COMPANIES.exporter),
    bags: received(CLASSES.coffee, COMPANIES.importer),
    retired: ofKind('retire'),
    foreclosed: ofKind('foreclose'),
    surrendered: ofKind('surrender'),
    delivered: facts.filter(
      (event) => event.type === 'shipment.delivered' && event.body.surrender !== undefined,
    ).length,
  };
}
