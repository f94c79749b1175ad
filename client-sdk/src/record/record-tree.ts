import {
  InclusionProof,
  leafHash,
  merkleLevels,
  merklePath,
  ModelError,
  verifyInclusionProof,
} from '@kontti/model';
import type { AnchoredRoot } from '@kontti/model';
import { createError } from '../errors';
import { checkMembers, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { bytes, iterable, matching, required, wholeNumber } from '../options/rules';
import { valuesOf } from '../options/sources';
import { parseForeign } from '../request-values';

/** A tree over rows that stay where they are. Its root and number of leaves are what `records.anchor` takes. */
export interface RecordTree {
  /** Hex of the root, RFC 6962. */
  readonly root: string;
  /** How many rows it has. */
  readonly leaves: number;
  /**
   * The proof that the row at this place is in the tree.
   * @example verifyInclusion(tree.prove(0), row, { root: tree.root, leaves: tree.leaves });
   * @throws OPTIONS_INVALID
   */
  prove(index: number): InclusionProof;
}

/**
 * Makes the tree over rows of a table, or over documents, in their order. It keeps 64 bytes a row and none of the rows.
 * @example
 * const tree = createRecordTree(invoices.map((invoice) => Buffer.from(JSON.stringify(invoice))));
 * const { root, leaves } = tree;
 * await client.records.anchor({ ref: '2026-01', anchors: [{ name: 'invoices', root, leaves, references: [] }] });
 * @throws OPTIONS_INVALID
 */
export function createRecordTree(rows: Iterable<Uint8Array>): RecordTree {
  iterable.check(rows, 'rows');
  const hashes: Buffer[] = [];
  for (const row of valuesOf('rows', rows)) {
    if (!(row instanceof Uint8Array)) {
      throw optionError({ option: `rows[${hashes.length}]`, rule: 'bytes', hidden: row });
    }
    hashes.push(leafHash(row));
  }
  if (hashes.length === 0) {
    throw optionError({ option: 'rows', rule: 'at least one row' });
  }
  const levels = merkleLevels(hashes);
  const place = wholeNumber(0, hashes.length - 1);
  return {
    root: levels.at(-1)?.[0]?.toString('hex') ?? '',
    leaves: hashes.length,
    prove: (index) => {
      place.check(index, 'index');
      return { index, path: merklePath(levels, index).map((hash) => hash.toString('hex')) };
    },
  };
}

const ROOT: OptionRules<AnchoredRoot> = {
  root: required(matching(/^[0-9a-f]{64}$/, '64 hex digits')),
  leaves: required(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
};

/**
 * Checks offline that a row is in the tree whose root a company anchored. The root has to come from the ledger, e.g. from `records.get`:
 * one that comes with the proof shows nothing.
 * @example
 * const { root, leaves } = await client.records.get({ recordId: 'Org1MSP/2026-01/0' });
 * verifyInclusion(proof, row, { root, leaves });
 * @throws OPTIONS_INVALID, INCLUSION_INVALID
 */
export function verifyInclusion(proof: InclusionProof, row: Uint8Array, anchored: AnchoredRoot): void {
  checkMembers(ROOT, anchored, 'anchored');
  bytes.check(row, 'row');
  try {
    verifyInclusionProof(parseForeign(InclusionProof, proof), row, anchored);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    const { code: rule, field, message: because } = error;
    throw createError('INCLUSION_INVALID', { because, details: { rule, field }, cause: error });
  }
}
