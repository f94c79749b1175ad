import '../base/clean-protobuf-globals';

export { attributesOid } from './attributes';
export {
  createCompanyAuthority,
  openCompanyAuthority,
  type CompanyAuthorityOptions,
} from './company-authority';
export { createConnectionProfile, domainToProfileName } from './connection-profile';
export { createKeyBook, openKeptAuthority, type KeyBook } from './key-book';
export {
  writeOrganizations,
  writeUser,
  type NodeMaterial,
  type OrganizationMaterial,
  type UserMaterial,
  type WriteOrganizationsOptions,
} from './organizations';
export type { CompanyAuthority, IssueIdentityOptions, IssueTlsOptions, IssuedIdentity } from './types';
export { openAuthority } from './authority';
