import { schemaOf } from './field';
import { isRecord, type ModelClass, type Rule } from './rule';

/**
 * An instance of the class with the fields of a value that keeps its rules: objects become instances of the classes that rules name, and what a
 * rule revives is revived. Nothing is shared with the value.
 */
export function toInstance<T extends object>(type: ModelClass<T>, value: object): T {
  const { fields } = schemaOf(type.prototype as object);
  const instance = new type();
  for (const [name, member] of Object.entries(value)) {
    const declared = fields.get(name);
    if (declared !== undefined) Reflect.set(instance, name, toMember(declared.rule, member));
  }
  return instance;
}

function toMember(rule: Rule, value: unknown): unknown {
  const { type, revive } = rule;
  if (revive !== undefined) return revive(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => toMember(rule, entry));
  // Without a class a rule lets no object through.
  return type !== undefined && isRecord(value) ? toInstance(type(), value) : value;
}
