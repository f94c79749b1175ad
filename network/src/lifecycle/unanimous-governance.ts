import { common } from '@hyperledger/fabric-protos';

/** All companies' admins: who may change `LifecycleEndorsement`, and this policy itself. */
const guardName = 'LifecycleAdmins';
const lifecycleName = 'LifecycleEndorsement';
const implicitMetaType = 3;

/**
 * Lets no fewer than all companies change who has to endorse a chaincode definition. Without it a majority of admins, which may change
 * the channel's configuration, could first lower that policy and then change the definition.
 */
export function guardLifecyclePolicy(application: common.ConfigGroup): void {
  const everybody = new common.ImplicitMetaPolicy();
  everybody.setSubPolicy('Admins');
  everybody.setRule(common.ImplicitMetaPolicy.Rule.ALL);
  const policy = new common.Policy();
  policy.setType(implicitMetaType);
  policy.setValue(everybody.serializeBinary());
  const guard = new common.ConfigPolicy();
  guard.setPolicy(policy);
  guard.setModPolicy(guardName);
  application.getPoliciesMap().set(guardName, guard);
  application.getPoliciesMap().get(lifecycleName)?.setModPolicy(guardName);
}
