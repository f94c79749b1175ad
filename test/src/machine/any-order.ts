import { createRandom } from '@kontti/fabric-protocol/testing/random';

/** With SEED the files' suites run in an order that the seed decides: none may lean on what another left. */
export const mochaHooks: Mocha.RootHookObject = {
  beforeAll(this: Mocha.Context) {
    const seed = process.env['SEED'];
    const suites = this.test?.parent?.suites;
    if (seed === undefined || suites === undefined) return;
    const below = createRandom(Number(seed));
    const order = suites.map((suite) => ({ suite, place: below(2 ** 31) }));
    order.sort((a, b) => a.place - b.place);
    suites.splice(0, suites.length, ...order.map(({ suite }) => suite));
  },
};
