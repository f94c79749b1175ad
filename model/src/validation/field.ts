import 'reflect-metadata';
import { Transform, Type, type ClassConstructor } from 'class-transformer';
import { ModelError } from '../errors';
import { isRecord, type Rule } from './rule';

interface Schema {
  readonly fields: Map<string, { readonly rule: Rule; readonly optional: boolean }>;
  readonly checks: ((value: object, field: string) => void)[];
}

const schemas = new WeakMap<object, Schema>();

function schemaOf(prototype: object): Schema {
  let schema = schemas.get(prototype);
  if (schema === undefined) {
    const parent: unknown = Object.getPrototypeOf(prototype);
    const inherited = isRecord(parent) ? schemas.get(parent) : undefined;
    schema = { fields: new Map(inherited?.fields), checks: [...(inherited?.checks ?? [])] };
    schemas.set(prototype, schema);
  }
  return schema;
}

function declare(prototype: object, name: string, declared: { rule: Rule; optional: boolean }): void {
  schemaOf(prototype).fields.set(name, declared);
  const { type, revive } = declared.rule;
  if (type !== undefined) Type(type)(prototype, name);
  if (revive !== undefined) {
    Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : revive(value)), {
      toClassOnly: true,
    })(prototype, name);
  }
}

/** Declares a field that has to be there and has to keep the rule. */
export function Field(rule: Rule) {
  return (prototype: object, name: string): void => declare(prototype, name, { rule, optional: false });
}

/** Declares a field that may be absent (never `null`), and keeps the rule when it is there. */
export function OptionalField(rule: Rule) {
  return (prototype: object, name: string): void => declare(prototype, name, { rule, optional: true });
}

/** Declares a rule between the fields of a class. It sees the wire form, after each field kept its own rule. */
export function Check<T extends object>(check: (value: T, field: string) => void) {
  return (target: ClassConstructor<T>): void => {
    schemaOf(target.prototype as object).checks.push(check as (value: object, field: string) => void);
  };
}

/** Declares a class whose objects have no fields at all. */
export const NoFields = Check<object>(() => undefined);

/** The path of a member of `field`. */
export function memberPath(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

/** @throws ModelError unless `value` is an object with exactly the declared fields of the class, each within its rule. */
export function checkObject(type: ClassConstructor<object>, value: unknown, field: string): void {
  const schema = schemaOf(type.prototype as object);
  const isDeclared = schema.fields.size > 0 || schema.checks.length > 0;
  if (!isDeclared) throw new TypeError(`${type.name} declares no fields`);
  if (!isRecord(value)) throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'object' });
  for (const name of Object.keys(value)) {
    if (!schema.fields.has(name)) {
      throw new ModelError({
        code: 'FIELD_UNKNOWN',
        field: memberPath(field, printable(name)),
        rule: 'known fields',
      });
    }
  }
  for (const [name, { rule, optional }] of schema.fields) {
    const path = memberPath(field, name);
    if (Object.hasOwn(value, name)) rule.check(value[name], path);
    else if (!optional) throw new ModelError({ code: 'FIELD_MISSING', field: path, rule: 'required' });
  }
  for (const check of schema.checks) check(value, field);
}

const revived = new WeakMap<object, boolean>();

/** True for a class with a field, in it or in what its fields hold, whose wire value is not what code works with. */
export function isRevived(type: ClassConstructor<object>): boolean {
  const known = revived.get(type) ?? holdsRevived(type, new Set());
  revived.set(type, known);
  return known;
}

/** `seen` are classes that were looked at on the way: one that holds itself adds nothing by that. */
function holdsRevived(type: ClassConstructor<object>, seen: Set<object>): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  const fields = [...schemaOf(type.prototype as object).fields.values()];
  return fields.some(
    ({ rule }) => rule.revive !== undefined || (rule.type !== undefined && holdsRevived(rule.type(), seen)),
  );
}

/** A caller chose this name: it goes into an error only when it is short and plain. */
function printable(name: string): string {
  return /^[\w$-]{1,64}$/.test(name) ? name : '?';
}

/** An object of the given class. */
export function nested(type: () => ClassConstructor<object>): Rule {
  return { type, check: (value, field) => checkObject(type(), value, field) };
}

/** Bounds of a list's length. */
interface ListBounds {
  readonly min: number;
  readonly max: number;
}

function checkList(value: unknown, field: string, bounds: ListBounds): unknown[] {
  if (!Array.isArray(value)) throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'list' });
  if (value.length < bounds.min || value.length > bounds.max) {
    throw new ModelError({ code: 'FIELD_RANGE', field, rule: `${bounds.min}..${bounds.max} entries` });
  }
  return value;
}

/** A list of objects of the given class. */
export function listOf(type: () => ClassConstructor<object>, bounds: ListBounds): Rule {
  return {
    type,
    check: (value, field) => {
      checkList(value, field, bounds).forEach((entry, index) =>
        checkObject(type(), entry, `${field}[${index}]`),
      );
    },
  };
}

/** A list of values under one rule. */
export function valuesOf(rule: Rule, bounds: ListBounds): Rule {
  return {
    check: (value, field) => {
      checkList(value, field, bounds).forEach((entry, index) => rule.check(entry, `${field}[${index}]`));
    },
  };
}

/** A list of values under one rule, none of them twice. */
export function setOf(rule: Rule, bounds: ListBounds): Rule {
  return {
    check: (value, field) => {
      valuesOf(rule, bounds).check(value, field);
      const entries = value as unknown[];
      if (new Set(entries).size !== entries.length) {
        throw new ModelError({ code: 'FIELD_DUPLICATE', field, rule: 'distinct entries' });
      }
    },
  };
}
