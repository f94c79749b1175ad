import '@kontti/fabric-protocol/clean-protobuf-globals';

export { type CompanyAdministration, memberToAdministration, readAdministrations } from './administrations';
export { readLifecycleGovernance } from './channel-config';
export { type CompanyAccess, type CompanyAccessOptions, readCompanyAccess } from './company-access';
export { readFolderProfile } from './connection-profile';
export { listFolder, readMspFolder, readTextFile } from './msp-folder';
export {
  findTree,
  type OrganizationFolder,
  organizationToName,
  findTlsRoot,
  organizationToMspId,
  userToMspFolder,
  readOrganization,
  readOrganizationFolders,
  readTlsRoot,
} from './organization-folder';
export { createPeerClient } from './peer-client';
export { type ChaincodeArguments, connectPeer, type PeerConnection } from './peer-connection';
export { readScriptVariables, scriptToVariables } from './peer-scripts';
export type { PeerTarget } from './peer-target';
export { openFolderAuthority } from './authority-folder';
