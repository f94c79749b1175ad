/** A message as its generated class has it: what is set can be read again. */
export type Message = Readonly<Record<string, unknown>> & { serializeBinary(): Uint8Array };
type Methods = Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;

/** Sets fields by the names of their setters. */
export function filled<T extends object>(message: T, fields: Readonly<Record<string, unknown>>): Message {
  for (const [name, value] of Object.entries(fields)) {
    const setter = (message as unknown as Methods)[`set${name}`];
    if (setter === undefined) throw new Error(`no field ${name}`);
    setter.call(message, value);
  }
  return message as unknown as Message;
}

/** The names of a message's fields, but of its maps. */
function fieldsOf(message: Message): string[] {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(message));
  return names
    .filter((name) => /^set[A-Z]/.test(name) && name !== 'setExtension')
    .map((name) => name.slice(3));
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'serializeBinary' in value;

const call = (message: Message, method: string, ...args: unknown[]): unknown =>
  (message as unknown as Methods)[method]?.call(message, ...args);

/** The types of a message and of all messages in it. */
export function typesOf(message: Message): readonly unknown[] {
  const inner = fieldsOf(message).flatMap((field) => call(message, `get${field}`));
  return [message.constructor, ...inner.filter(isMessage).flatMap(typesOf)];
}

/** Fields of a message and of those in it that hold a message and are not set: no change of them would be looked at. */
export function unsetOf(message: Message, path: string): string[] {
  return fieldsOf(message).flatMap((field) => {
    const value = call(message, `get${field}`);
    const at = `${path}.${field}`;
    return value === undefined
      ? [at]
      : [value]
          .flat()
          .filter(isMessage)
          .flatMap((each) => unsetOf(each, at));
  });
}

/** Another value than a field has. */
function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value instanceof Uint8Array) return Buffer.concat([value, Buffer.from('x')]);
  if (typeof value === 'string') return `${value}x`;
  throw new Error(`no other value than ${String(value)}`);
}

/** Sets every field of a message that has no others in it. */
export function everyScalar(message: object): Message {
  const made = message as unknown as Message;
  for (const field of fieldsOf(made)) {
    const now = call(made, `get${field}`);
    call(made, `set${field}`, typeof now === 'number' ? 1 : typeof now === 'boolean' ? true : 'a');
  }
  return made;
}

type Change = readonly [path: string, apply: (root: Message) => void];
type Reach = (root: Message) => Message;

/** One change for each field of a message and of those in it; a list loses its last entry, and each entry is changed. */
export function changesOf(message: Message, reach: Reach, path: string): Change[] {
  return fieldsOf(message).flatMap((field): Change[] => {
    const at = `${path}.${field}`;
    const set = (value: unknown): Change => [
      at,
      (root) => {
        call(reach(root), `set${field}`, value);
      },
    ];
    const raw = call(message, `get${field}_asU8`);
    if (Array.isArray(raw)) return [set([]), set(raw.map(another))];
    if (raw instanceof Uint8Array) return [set(another(raw))];
    const value = call(message, `get${field}`);
    if (Array.isArray(value)) {
      const parts = value.flatMap((each: unknown, index) =>
        isMessage(each)
          ? changesOf(
              each,
              (root) => (call(reach(root), `get${field}`) as Message[])[index] as Message,
              `${at}.${index}`,
            )
          : [set(value.map(another))],
      );
      return [set([]), ...parts];
    }
    // One of several kinds that a message can be of, and not this one.
    if (value === undefined) return [];
    if (!isMessage(value)) return [set(another(value))];
    const inner = changesOf(value, (root) => call(reach(root), `get${field}`) as Message, at);
    return [set(undefined), ...inner];
  });
}
