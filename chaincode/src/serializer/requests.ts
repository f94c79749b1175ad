import type { ClassConstructor } from 'class-transformer';

/** What a method takes that can be called with bytes beside JSON. */
export interface BinaryForm {
  /** What the bytes are; `undefined` where they do not claim to be anything but JSON. @throws ModelError */
  fromBytes(bytes: Uint8Array): object | undefined;
  /** What the request is that came as JSON. */
  fromRequest(request: object): object;
}

/** How the one argument of a transaction is read. */
interface RequestForms {
  readonly type: ClassConstructor<object>;
  readonly binary?: BinaryForm | undefined;
}

const requests = new Map<string, RequestForms>();

/** Makes a request class known to the serializer under its name, which is in the contract's metadata. */
export function registerRequest(type: ClassConstructor<object>, binary?: BinaryForm): string {
  const known = requests.get(type.name);
  if (known !== undefined && known.type !== type) {
    throw new TypeError(`two request classes are named ${type.name}`);
  }
  requests.set(type.name, { type, binary: binary ?? known?.binary });
  return type.name;
}

/** The request of that name. */
export function requestForms(name: string): RequestForms | undefined {
  return requests.get(name);
}
