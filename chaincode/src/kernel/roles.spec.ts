import { expect } from 'chai';
import { ContractError } from '../errors';
import { createTestIdentity } from '../testing/identities';
import { COMPANIES, createWorld, planOf, type World } from '../testing/world';
import { createCaller } from './roles';

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

  it('of an admin is that of every role, by one unit among others', async () => {
    for (const unit of ['admin', 'client']) {
      const as = await createTestIdentity({ mspId, unit });
      const { error } = await world.ledger.simulate({ as, method: 'transport:Plan', request: planning });
      expect(error?.code, unit).to.equal(unit === 'admin' ? undefined : 'ROLE_MISSING');
    }
    const callerOf = (attribute: string | null, certificate: Buffer) =>
      createCaller({
        getMSPID: () => mspId,
        getIDBytes: () => certificate,
        getAttributeValue: () => attribute,
      });
    const { certificate } = await createTestIdentity({ mspId });
    expect(() => callerOf('admin', certificate).demand('trade')).not.to.throw();
    expect(() => callerOf('trade', certificate).demand('trade')).not.to.throw();
    for (const attribute of ['trade', null]) {
      expect(() => callerOf(attribute, certificate).demand('operator')).to.throw(ContractError);
    }
    expect(callerOf('trade', certificate).mspId).to.equal(mspId);
  });

  it('is not decided where reading the attributes fails in a way that the CA’s writing does not explain', async () => {
    const { certificate } = await createTestIdentity({ mspId });
    const failing = (error: Error) =>
      createCaller({
        getMSPID: () => mspId,
        getIDBytes: () => certificate,
        getAttributeValue: () => {
          throw error;
        },
      });
    expect(() => failing(new TypeError('no attrs')).demand('trade')).to.throw(ContractError);
    expect(() => failing(new Error('out of memory')).demand('trade')).to.throw('out of memory');
  });

  it('says that attributes which are no JSON are the reason', async () => {
    const as = await createTestIdentity({ mspId, attributes: '{' });
    const call = { as, method: 'transport:Plan', request: planning };
    expect(await world.ledger.refusal(call)).to.deep.include({ details: { reason: 'attributes' } });
  });

  it('of an admin is not had by a name that looks like the unit', async () => {
    const as = await createTestIdentity({ mspId, commonName: 'x/OU=admin' });
    const call = { as, method: 'transport:Plan', request: planning };
    expect(await world.ledger.refusal(call)).to.include({ code: 'ROLE_MISSING' });
  });
});
