import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import { expect } from 'chai';
import { bendNames, gentleBendNames } from './bends';
import { createHistory } from './create-history';
import { historyShape, isSafe, setsPolicy, type HistoryPlan } from './history';
import { reduce, shrink } from './shrink';

const histories = (seed: number, count: number): HistoryPlan[] =>
  Array.from({ length: count }, (_, index) => createHistory(seed + index));

describe('differential histories', () => {
  it('are the same for the same seed, and others for others', () => {
    expect(createHistory(7)).to.deep.equal(createHistory(7));
    expect(createHistory(7)).not.to.deep.equal(createHistory(8));
  });

  const seed = takeSeed();
  it(`order only what was endorsed before, and set policies with values only (seed ${seed})`, () => {
    for (const plan of histories(seed, 300)) {
      const endorsed = new Set<number>();
      const ordered = new Set<number>();
      for (const { endorse, block } of plan.rounds) {
        endorse.forEach((draft) => endorsed.add(draft));
        expect(block.every(({ draft }) => endorsed.has(draft))).to.equal(true);
        expect(block.length).to.be.at.most(historyShape.slots);
        const policies = block.filter(({ draft }) => setsPolicy(plan.drafts[draft]));
        expect(policies.every(({ bend }) => bend === undefined || gentleBendNames.includes(bend))).to.equal(
          true,
        );
        expect(policies.some(({ draft }) => ordered.has(draft))).to.equal(false);
        block.forEach(({ draft }) => ordered.add(draft));
      }
      expect(plan.rounds.length).to.equal(historyShape.rounds);
      expect(plan.drafts.every(({ steps }) => isSafe(steps))).to.equal(true);
    }
  });

  it('do everything that they can do', () => {
    const plans = histories(1, 600);
    const slots = plans.flatMap(({ rounds }) => rounds.flatMap(({ block }) => block));
    expect(new Set(slots.map(({ bend }) => bend))).to.include.all.keys([...bendNames]);
    const verbs = plans.flatMap(({ drafts }) => drafts.flatMap(({ steps }) => steps.map(([verb]) => verb)));
    expect(new Set(verbs)).to.have.all.keys([
      ...['get', 'put', 'delete', 'range', 'policy', 'try', 'composite', 'putComposite', 'event', 'call'],
      ...['history', 'fail', 'putPrivate', 'putTransient', 'deletePrivate', 'purge', 'policyPrivate'],
      ...['hash', 'getPrivate', 'rangePrivate', 'compositePrivate', 'page', 'compositePage'],
      ...['openRange', 'openPage'],
    ]);
    const tried = plans.flatMap(({ drafts }) =>
      drafts.flatMap(({ steps }) => steps.flatMap(([verb, inner]) => (verb === 'try' ? [inner] : []))),
    );
    expect(new Set(tried)).to.include.all.keys([
      ...['policyOf', 'policyOfPrivate', 'range', 'page', 'query', 'queryPage', 'queryPrivate'],
    ]);
  });

  it('count a policy as unsafe without its value, and beside a removal of its key', () => {
    expect(isSafe([['policy', 'k', '00']])).to.equal(false);
    expect(
      isSafe([
        ['put', 'k', '1'],
        ['policy', 'other', '00'],
      ]),
    ).to.equal(false);
    expect(
      isSafe([
        ['put', 'k', '1'],
        ['policy', 'k', '00'],
        ['delete', 'k'],
      ]),
    ).to.equal(false);
    expect(
      isSafe([
        ['putPrivate', 'ours', 'k', '1'],
        ['policyPrivate', 'ours', 'k', '00'],
      ]),
    ).to.equal(true);
    expect(
      isSafe([
        ['putPrivate', 'ours', 'k', '1'],
        ['policyPrivate', 'seal', 'k', '00'],
      ]),
    ).to.equal(false);
  });
});

describe('shrinking a history', () => {
  it('keeps what makes the difference, and nothing else', async () => {
    const random = createRandom(3);
    const plan = createHistory(random(1000));
    const last = plan.rounds.at(-1)?.block[0]?.draft;
    const holdsLast = ({ rounds }: HistoryPlan): boolean =>
      rounds.at(-1)?.block.some(({ draft }) => draft === last) === true;
    let calls = 0;
    const smallest = await shrink(plan, {
      atOnceMax: 1000,
      differs: (plans) => {
        calls += 1;
        return Promise.resolve(plans.map((each) => calls < 11 && holdsLast(each)));
      },
    });
    expect(holdsLast(smallest)).to.equal(true);
    expect(reduce(smallest).length).to.be.below(reduce(plan).length);
  });

  it('never leaves a policy without its value', () => {
    for (const plan of histories(1, 12)) {
      for (const { drafts } of reduce(plan)) {
        expect(drafts.every(({ steps }) => isSafe(steps))).to.equal(true);
      }
    }
  });
});
