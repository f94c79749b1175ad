import { expect } from 'chai';
import { takeSeed } from '@kontti/fabric-protocol/testing/random';
import { CouchdbSide } from './couchdb-side';
import { createWorld } from './create-world';
import { readRecordedWorlds, recordedCouchdb } from './recorded';
import { createDevnetSide, isUnlike } from './world';

const liveWorlds = 3;

describe(`selectors: what ${recordedCouchdb} answered`, () => {
  for (const { seed, world, answers } of readRecordedWorlds()) {
    it(`is what the devnet answers to the queries of seed ${seed}`, async () => {
      const ask = createDevnetSide(world);
      for (const [index, question] of world.queries.entries()) {
        const answer = await ask(question);
        if (!isUnlike(answer)) expect(answer, question.query).to.deep.equal(answers[index]);
      }
    });
  }

  it('is there, and the devnet refuses little of it', async () => {
    const worlds = readRecordedWorlds();
    const questions = worlds.flatMap(({ world }) => world.queries);
    const sides = worlds.map(({ world }) => world.queries.map(createDevnetSide(world)));
    const refused = (await Promise.all(sides.flat())).filter(isUnlike).length;
    expect(questions.length).to.be.at.least(1_000);
    expect(refused).to.be.below(questions.length / 50);
  });

  it('is what the CouchDB answers that is here', async function () {
    const address = process.env['COUCHDB'];
    if (address === undefined) this.skip();
    const [user = '', password = ''] = [process.env['COUCHDB_USER'], process.env['COUCHDB_PASSWORD']];
    const first = takeSeed();
    for (let seed = first; seed < first + liveWorlds; seed += 1) {
      const world = createWorld(seed);
      await using couchdb = await CouchdbSide.open(
        { address, user, password },
        world,
        'kontti-selectors-spec',
      );
      const ask = createDevnetSide(world);
      for (const question of world.queries) {
        const answer = await ask(question);
        if (!isUnlike(answer)) {
          expect(answer, `SEED=${seed} ${question.query}`).to.deep.equal(await couchdb.ask(question));
        }
      }
    }
  });
});
