import '../base/clean-protobuf-globals';

export {
  adminsPolicy,
  childGroups,
  cloneGroup,
  type ConfigGroup,
  policyTypes,
  readConfigValue,
  requireCompany,
  requireGroup,
  setConfigValue,
  setMetaPolicy,
  setRolePolicies,
} from './config-group';
