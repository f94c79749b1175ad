import { createHash, randomBytes } from 'node:crypto';
import { createError } from '../errors';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { matching, required, text } from '../options/rules';

/** Terms that two companies know, and what everybody sees of them. */
export interface TermsCommitment {
  /** What the deal shows: SHA-256 over salt and terms, in hex. */
  readonly commitment: string;
  /** 256 bits that both keep with the terms, in hex: without it nobody can try out which terms they are. */
  readonly salt: string;
  /** The terms, e.g. `41.70 EUR a tonne`. */
  readonly terms: string;
}

const TERMS: OptionRules<TermsCommitment> = {
  commitment: required(matching(/^[0-9a-f]{64}$/, '64 hex digits')),
  salt: required(matching(/^[0-9a-f]{64}$/, '64 hex digits')),
  terms: required(text),
};

/**
 * Commits to terms for a deal (`terms` of an offer). The other company gets salt and terms by its own way, and checks them with `verifyTerms`.
 * @example const { commitment, salt } = commitToTerms('41.70 EUR a tonne');
 * @throws OPTIONS_INVALID
 */
export function commitToTerms(terms: string): TermsCommitment {
  required(text).check(terms, 'terms');
  const salt = randomBytes(32).toString('hex');
  return { commitment: commitmentOf(salt, terms), salt, terms };
}

/**
 * Checks that terms are those to which a deal commits.
 * @example verifyTerms({ commitment: proposal.terms, salt, terms: '41.70 EUR a tonne' });
 * @throws TERMS_DIFFER, OPTIONS_INVALID
 */
export function verifyTerms(commitment: TermsCommitment): void {
  checkOptions(TERMS, commitment);
  if (commitmentOf(commitment.salt, commitment.terms) === commitment.commitment) return;
  throw createError('TERMS_DIFFER');
}

function commitmentOf(salt: string, terms: string): string {
  return createHash('sha256')
    .update('kontti.terms.v1\0')
    .update(Buffer.from(salt, 'hex'))
    .update(terms)
    .digest('hex');
}
