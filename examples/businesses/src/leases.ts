import { breachToBytes, findBreaches, KonttiError, type KonttiEvent } from '@kontti/client-sdk';
import { createHash } from 'node:crypto';
import type { Stage, Story } from './story';

const COMPANIES = {
  ...{
    lessor: 'LessorMSP',
    lessee: 'LesseeMSP',
    studio: 'StudioMSP',
    cinema: 'CinemaMSP',
    author: 'AuthorMSP',
  },
};
const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const AGREEMENT = `${COMPANIES.lessor}/car-7`;

/** A car is leased for instalments and driven too far; a film is shown as often as its licence lets it, and its royalties are split. */
export const leases: Story = {
  about:
    'a right to use for instalments in one deal, odometer and condition, a breach; licences, use, and royalties split',
  companies: COMPANIES,

  async run(stage) {
    const breaches = await leaseCar(stage);
    const refused = await showFilm(stage);
    const { block } = await stage.client('studio').licences.payRoyalties({
      ...{ classId: `${COMPANIES.studio}/debts`, ref: 'royalties-w14', amount: 31_501n, dueAt: inDays(30) },
      shares: [
        { to: COMPANIES.author, parts: 7 },
        { to: COMPANIES.cinema, parts: 2 },
        { to: COMPANIES.lessor, parts: 1 },
      ],
    });
    const found = figuresOf(await stage.events('author', block));
    return [
      { name: 'instalments that the lessor holds', expected: 12, found: found.instalments },
      { name: 'cents of all instalments', expected: 480_005n, found: found.leased },
      { name: 'holder of the right to drive', expected: `company:${COMPANIES.lessee}`, found: found.rightOf },
      { name: 'breaches found', expected: 'kilometres 1500, condition 2', found: breaches.join(', ') },
      { name: 'breaches recorded', expected: 2, found: found.breaches },
      { name: 'breaches that the lessee admits', expected: 1, found: found.admitted },
      { name: 'screenings used', expected: 21n, found: found.used },
      { name: 'screenings beyond the licence', expected: 'LOTS_INSUFFICIENT', found: refused },
      { name: 'cents of royalties, all shares together', expected: 31_501n, found: found.royalties },
      { name: 'the author’s share', expected: 22_051n, found: found.author },
    ];
  },
};

/** Right and instalments change hands in one step; later the odometer says more than was agreed to. */
async function leaseCar({ client }: Stage): Promise<string[]> {
  const [lessor, lessee] = [client('lessor'), client('lessee')];
  const cars = `${lessor.mspId}/cars`;
  await lessor.licences.open({ classId: cars, unit: 'car', transfer: 'free' });
  const right = {
    classId: cars,
    ref: 'car-7',
    to: lessor.mspId,
    uses: 1n,
    until: inDays(365),
    about: AGREEMENT,
  };
  await lessor.licences.grant(right);

  const classId = `${lessee.mspId}/debts`;
  await lessee.settlement.open({ classId, unit: 'EUR cent' });
  const dueAt = Array.from({ length: 12 }, (_, n) => inDays(30 * (n + 1)));
  const lease = { ref: 'car-7', rightId: `${lessor.mspId}/car-7/0`, classId, amount: 480_005n, dueAt };
  await lessee.leases.sign({ ...lease, expiresAt: inDays(2) });
  const dealId = `${lessee.mspId}/car-7`;
  await lessor.trade.accept({ dealId, digest: (await lessor.deals.get({ dealId })).digest });

  const terms = {
    from: inDays(-100),
    to: inDays(265),
    kilometres: 36_500,
    toleranceKm: 500,
    conditionMax: 3,
  };
  const breaches = findBreaches(terms, [
    { at: inDays(-50), odometerKm: 5_200, condition: 1 },
    { at: inDays(-10), odometerKm: 11_000, condition: 5 },
  ]);
  for (const [n, breach] of breaches.entries()) {
    await lessor.leases.reportBreach({
      ref: `car-7-b${n}`,
      agreement: AGREEMENT,
      lessee: lessee.mspId,
      breach,
    });
  }
  // The lessee has the readings too: what it acknowledges is what it computed itself.
  const [first] = breaches;
  if (first !== undefined) {
    const content = createHash('sha256').update(breachToBytes(first)).digest('hex');
    const answer = { recordId: `${lessor.mspId}/car-7-b0/0`, content, as: 'accepted' as const };
    await lessee.records.acknowledge({ ref: 'car-7-b0', acknowledgements: [answer] });
  }
  return breaches.map(({ kind, excess }) => `${kind} ${excess}`);
}

/** The cinema shows the film 21 times of 25, and cannot show it more often than that. */
async function showFilm({ client }: Stage): Promise<string> {
  const [studio, cinema] = [client('studio'), client('cinema')];
  const films = `${studio.mspId}/films`;
  await studio.licences.open({ classId: films, unit: 'screening', transfer: 'none' });
  await studio.licences.grant({
    classId: films,
    ref: 'film-7',
    to: cinema.mspId,
    uses: 25n,
    until: inDays(60),
  });
  await studio.settlement.open({ classId: `${studio.mspId}/debts`, unit: 'EUR cent' });
  for (let day = 1; day <= 7; day += 1) {
    await cinema.licences.use({ classId: films, ref: `w14-${day}`, uses: 3n });
  }
  return await cinema.licences.use({ classId: films, ref: 'w15', uses: 5n }).then(
    () => 'used',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** Every figure once more, from the facts that the author's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const deals = facts.flatMap((event) => (event.type === 'deal.closed' ? event.body.moves : []));
  const instalments = deals
    .filter(({ classId }) => classId === `${COMPANIES.lessee}/debts`)
    .flatMap(({ outputs }) => outputs);
  const rights = deals.filter(({ classId }) => classId === `${COMPANIES.lessor}/cars`);
  const used = facts.flatMap((event) => (event.type === 'lot.moved' ? [event.body] : []));
  const royalties = facts.flatMap((event) =>
    event.type === 'lot.issued' && event.body.classId === `${COMPANIES.studio}/debts` ? [event.body] : [],
  );
  const anchored = facts.flatMap((event) => (event.type === 'record.anchored' ? [event.body] : []));
  const said = facts.flatMap((event) => (event.type === 'record.acknowledged' ? [event.body] : []));
  return {
    instalments: instalments.filter(({ holder }) => holder === `company:${COMPANIES.lessor}`).length,
    leased: sum(instalments.map(({ quantity }) => quantity)),
    rightOf: rights[0]?.outputs[0]?.holder ?? '',
    breaches: anchored.filter(
      ({ name, references }) => name.startsWith('breach') && references[0] === AGREEMENT,
    ).length,
    admitted: said.filter(({ as }) => as === 'accepted').length,
    used: sum(used.filter(({ kind }) => kind === 'redeem').map(({ retired }) => retired)),
    royalties: sum(royalties.map(({ quantity }) => quantity)),
    author: sum(
      royalties
        .filter(({ holder }) => holder === `company:${COMPANIES.author}`)
        .map(({ quantity }) => quantity),
    ),
  };
}
