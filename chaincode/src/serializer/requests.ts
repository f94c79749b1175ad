import type { ClassConstructor } from 'class-transformer';

const classes = new Map<string, ClassConstructor<object>>();

/** Makes a request class known to the serializer under its name, which is in the contract's metadata. */
export function registerRequest(type: ClassConstructor<object>): string {
  const known = classes.get(type.name);
  if (known !== undefined && known !== type) {
    throw new TypeError(`two request classes are named ${type.name}`);
  }
  classes.set(type.name, type);
  return type.name;
}

/** The request class of that name. */
export function requestClass(name: string): ClassConstructor<object> | undefined {
  return classes.get(name);
}
