import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { guardLifecyclePolicy } from './governance';

describe('unanimous governance', () => {
  it('lets only all admins change who endorses a definition, and who may change that', () => {
    const application = new common.ConfigGroup();
    const lifecycle = new common.ConfigPolicy();
    lifecycle.setModPolicy('Admins');
    application.getPoliciesMap().set('LifecycleEndorsement', lifecycle);
    guardLifecyclePolicy(application);
    const policies = application.getPoliciesMap();
    const guard = policies.get('LifecycleAdmins');
    expect(policies.get('LifecycleEndorsement')?.getModPolicy()).to.equal('LifecycleAdmins');
    expect(guard?.getModPolicy()).to.equal('LifecycleAdmins');
    const rule = common.ImplicitMetaPolicy.deserializeBinary(
      guard?.getPolicy()?.getValue_asU8() ?? new Uint8Array(),
    );
    expect(rule.toObject()).to.deep.equal({ subPolicy: 'Admins', rule: common.ImplicitMetaPolicy.Rule.ALL });
  });
});
