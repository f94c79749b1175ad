import { common } from '@hyperledger/fabric-protos';
import {
  adminsPolicy,
  requireGroup,
  setMetaPolicy,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import type { Governance } from '../consortium/types';
import { configPolicyToText } from './config-policies';

/** All companies' admins: who may change `LifecycleEndorsement`, and this policy itself. */
const guardName = 'LifecycleAdmins';
const lifecycleName = 'LifecycleEndorsement';
const capabilitiesName = 'Capabilities';
const { Rule } = common.ImplicitMetaPolicy;

/**
 * Lets no fewer than all companies change who has to endorse a chaincode definition. Without it a majority of admins, which may change
 * the channel's configuration, could first lower that policy and then change the definition. Who may take an element away is who may
 * change its group, so the group is guarded too, and with it who belongs to the channel; as are the capabilities, by which the
 * lifecycle itself could be taken away.
 */
export function guardLifecyclePolicy(application: ConfigGroup): void {
  setMetaPolicy(application, { name: guardName, subPolicy: 'Admins', rule: Rule.ALL });
  setModPolicies(application, guardName);
  application.getPoliciesMap().get(guardName)?.setModPolicy(guardName);
}

function setModPolicies(application: ConfigGroup, modPolicy: string): void {
  application.setModPolicy(modPolicy);
  application.getPoliciesMap().get(lifecycleName)?.setModPolicy(modPolicy);
  application.getValuesMap().get(capabilitiesName)?.setModPolicy(modPolicy);
}

/**
 * Changes who has to agree to a chaincode definition.
 * @example setGovernance(channel, 'unanimous');
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE
 */
export function setGovernance(channel: ConfigGroup, governance: Governance): void {
  const application = requireGroup(channel, 'Application');
  const rule = governance === 'unanimous' ? Rule.ALL : Rule.MAJORITY;
  setMetaPolicy(application, { name: lifecycleName, subPolicy: 'Endorsement', rule });
  if (governance === 'unanimous') {
    guardLifecyclePolicy(application);
    return;
  }
  setModPolicies(application, adminsPolicy);
  application.getPoliciesMap().del(guardName);
}

/** What a channel's configuration makes of it; `other` when it is neither. @throws NetworkError CHANNEL_CONFIG_UNUSABLE */
export function configToGovernanceKind(channel: ConfigGroup): Governance | 'other' {
  const application = requireGroup(channel, 'Application');
  const policies = application.getPoliciesMap();
  const lifecycle = policies.get(lifecycleName);
  const guard = policies.get(guardName);
  const rule = lifecycle && configPolicyToText(lifecycle);
  const modPolicies = [
    application.getModPolicy(),
    lifecycle?.getModPolicy(),
    application.getValuesMap().get(capabilitiesName)?.getModPolicy(),
  ];
  const areAll = (name: string): boolean => modPolicies.every((modPolicy) => modPolicy === name);
  if (rule === 'MAJORITY Endorsement' && guard === undefined && areAll(adminsPolicy)) return 'majority';
  const isGuarded =
    guard?.getModPolicy() === guardName && configPolicyToText(guard) === 'ALL Admins' && areAll(guardName);
  return rule === 'ALL Endorsement' && isGuarded ? 'unanimous' : 'other';
}
