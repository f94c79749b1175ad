import { expect } from 'chai';
import { createTestIdentity } from '../testing/identities';
import { COMPANIES, createWorld, planOf, type World } from '../testing/world';

const mspId = COMPANIES.airline;
const planning = { ref: 'p', transports: [planOf('T-1')] };

describe('authority', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('comes from the attribute kontti.role, one word among others', async () => {
    const as = await createTestIdentity({ mspId, roles: 'loyalty, operator' });
    await world.ledger.submit({ as, method: 'transport:Plan', request: planning });
  });

  it('is denied by default', async () => {
    for (const roles of [undefined, '', 'loyalty', 'Operator', 'operators', 'operator;loyalty']) {
      const as = await createTestIdentity({ mspId, ...(roles === undefined ? {} : { roles }) });
      const call = { as, method: 'transport:Plan', request: planning };
      expect(await world.ledger.refusal(call), roles).to.deep.include({
        code: 'ROLE_MISSING',
        details: { role: 'operator' },
      });
    }
  });

  it('is not given by attributes that are not what Fabric’s CA writes', async () => {
    const role = 'operator';
    for (const attributes of [
      ...['{}', '{"attrs":null}', '{"attrs":{"kontti.role":["operator"]}}', '{"attrs":{"kontti.role":1}}'],
      ...['{"attrs":"operator"}', '{"kontti.role":"operator"}', '[]', 'null', 'operator', '', '{"attrs":{'],
    ]) {
      const as = await createTestIdentity({ mspId, attributes });
      const call = { as, method: 'transport:Plan', request: planning };
      const { code, details } = await world.ledger.refusal(call);
      expect(code, attributes).to.equal('ROLE_MISSING');
      expect([role, undefined]).to.include(details['role']);
    }
  });

  it('of an admin is not had by a name that looks like the unit', async () => {
    const as = await createTestIdentity({ mspId, commonName: 'x/OU=admin' });
    const call = { as, method: 'transport:Plan', request: planning };
    expect(await world.ledger.refusal(call)).to.include({ code: 'ROLE_MISSING' });
  });
});
