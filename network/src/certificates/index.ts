export { attributesOid } from './attributes';
export { createCompanyAuthority, type CompanyAuthorityOptions } from './company-authority';
export { signatureToLowS } from './low-s';
export type {
  CertifiedKey,
  CompanyAuthority,
  IssueIdentityOptions,
  IssueTlsOptions,
  IssuedIdentity,
} from './types';
