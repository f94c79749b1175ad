import '../base/clean-protobuf-globals';

export { createCompanyAuthority, openCompanyAuthority } from './company-authority';
export { createConnectionProfile, domainToProfileName } from './connection-profile';
export { createKeyBook, openKeptAuthority, type KeyBook } from './key-book';
export { writeOrganizations, writeUser, type NodeMaterial, type OrganizationMaterial } from './organizations';
export type {
  AuthorityKeyType,
  CompanyAuthority,
  IssueIdentityOptions,
  IssuedIdentity,
  KeyType,
} from './types';
export { openAuthority } from './authority';
