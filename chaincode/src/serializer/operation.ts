import type { ClassConstructor } from 'class-transformer';
import { Transaction } from 'fabric-contract-api';
import { registerRequest, type BinaryForm } from './requests';

const TRANSACTIONS = 'fabric:transactions';

const submitted = new WeakSet<object>();

/** True for a contract's method that writes. */
export function isSubmitted(contract: object, name: string): boolean {
  const method: unknown = Reflect.get(contract, name);
  return typeof method === 'function' && submitted.has(method);
}

interface TransactionMetadata {
  readonly name: string;
  parameters?: unknown;
}

/** Exposes a method that writes: its one argument is the JSON text of a request of this class, or its binary form where there is one. */
export function Submits(request: ClassConstructor<object>, binary?: BinaryForm): MethodDecorator {
  return operation(request, { writes: true, binary });
}

/** Exposes a method that only reads: its one argument is the JSON text of a request of this class. */
export function Evaluates(request: ClassConstructor<object>): MethodDecorator {
  return operation(request, { writes: false });
}

/**
 * fabric's decorator describes object parameters by a schema that its own serializer fills. Here the parameter is described
 * as the text that it is, with the class's name as its title, by which the strict serializer finds the class.
 */
function operation(
  request: ClassConstructor<object>,
  { writes, binary }: { readonly writes: boolean; readonly binary?: BinaryForm | undefined },
): MethodDecorator {
  return (target, name, { value: method }) => {
    Transaction(writes)(target, name);
    if (writes && typeof method === 'function') submitted.add(method);
    const title = registerRequest(request, binary);
    const known = Reflect.getMetadata(TRANSACTIONS, target) as TransactionMetadata[];
    const described = known.find((transaction) => transaction.name === name);
    if (described === undefined) throw new TypeError(`fabric-contract-api did not register ${String(name)}`);
    described.parameters = [
      { name: 'request', description: `JSON text of a ${title}`, schema: { type: 'string', title } },
    ];
  };
}
