import { ModelError } from '../errors';
import { memberPath } from '../validation/field';

/** What readings can be about. */
export const SUBJECT_KINDS = ['shipment', 'site', 'agreement'] as const;

/** One of {@link SUBJECT_KINDS}. */
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What a batch is about: one of the three. */
export interface SubjectFields {
  readonly shipment?: string;
  readonly site?: string;
  readonly agreement?: string;
}

/** What a batch is about, by kind and id. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** @throws ModelError `FIELD_MISSING`, `FIELD_CONFLICT` unless exactly one of the three is there */
export function demandOneSubject(fields: SubjectFields, field: string): void {
  const named = SUBJECT_KINDS.filter((kind) => fields[kind] !== undefined);
  if (named.length === 1) return;
  const code = named.length === 0 ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
  const path = memberPath(field, named[1] ?? 'shipment');
  throw new ModelError({ code, field: path, rule: 'one of shipment, site and agreement' });
}

/** What a header or an entry is about. */
export function subjectOf(fields: SubjectFields): Subject {
  const kind = SUBJECT_KINDS.find((each) => fields[each] !== undefined) ?? 'shipment';
  return { kind, id: fields[kind] ?? '' };
}
