import { NetworkError } from '@kontti/fabric-protocol/base';
import { isJsonObject } from '../data-files/json-object';
import { definitionLimits } from './limits';

/** One thing in which a contract's own description differs. */
export interface ContractChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `contract:transaction`. */
  readonly transaction: string;
  /** What differs in a changed one. */
  readonly detail?: string;
  /** True when a client that was made for the old contract may fail. */
  readonly isBreaking: boolean;
}

type Json = Readonly<Record<string, unknown>>;

interface Transaction {
  readonly parameters: string;
  readonly returns: string;
  readonly tags: string;
}

function invalid(cause?: unknown): NetworkError {
  const message = "The contract's metadata is not as fabric-contract-api writes it.";
  return new NetworkError({ code: 'METADATA_INVALID', message, cause });
}

const referencePrefix = '#/components/schemas/';

/** A schema with its references written out and its keys sorted, so that equal meaning is equal text. */
function canonicalSchema(value: unknown, schemas: Json, path: readonly string[]): unknown {
  if (path.length > definitionLimits.schemaDepthMax) throw invalid();
  if (Array.isArray(value)) return value.map((entry) => canonicalSchema(entry, schemas, [...path, '']));
  if (!isJsonObject(value)) return value;
  const reference = value['$ref'];
  if (typeof reference === 'string') {
    const name = reference.replace(referencePrefix, '');
    if (path.includes(name)) return { recursive: name };
    return canonicalSchema(schemas[name] ?? name, schemas, [...path, name]);
  }
  const entries = Object.entries(value).filter(([key]) => key !== '$id');
  return Object.fromEntries(
    entries
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, entry]) => [key, canonicalSchema(entry, schemas, [...path, ''])]),
  );
}

function toTransaction(transaction: Json, schemas: Json): Transaction {
  const text = (value: unknown): string => JSON.stringify(canonicalSchema(value ?? [], schemas, []));
  const { parameters, returns, tag, tags } = transaction;
  return { parameters: text(parameters), returns: text(returns), tags: text(tag ?? tags) };
}

function toTransactions(text: string): ReadonlyMap<string, Transaction> {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch (cause) {
    throw invalid(cause);
  }
  if (!isJsonObject(metadata) || !isJsonObject(metadata['contracts'])) throw invalid();
  const components = isJsonObject(metadata['components']) ? metadata['components'] : {};
  const schemas = isJsonObject(components['schemas']) ? components['schemas'] : {};
  const found = new Map<string, Transaction>();
  for (const [name, contract] of Object.entries(metadata['contracts'])) {
    // The shim's own contract describes the others.
    if (name === 'org.hyperledger.fabric' || !isJsonObject(contract)) continue;
    const transactions = contract['transactions'];
    for (const transaction of Array.isArray(transactions) ? (transactions as unknown[]) : []) {
      if (!isJsonObject(transaction)) throw invalid();
      found.set(`${name}:${String(transaction['name'])}`, toTransaction(transaction, schemas));
    }
  }
  return found;
}

function changesOf(name: string, before: Transaction, after: Transaction): readonly ContractChange[] {
  const changed = (detail: string, isBreaking: boolean): ContractChange => ({
    kind: 'changed',
    transaction: name,
    detail,
    isBreaking,
  });
  return [
    ...(before.parameters === after.parameters ? [] : [changed('parameters', true)]),
    ...(before.returns === after.returns ? [] : [changed('result', true)]),
    ...(before.tags === after.tags ? [] : [changed('whether it is submitted or evaluated', false)]),
  ];
}

/**
 * What a new contract changes for its clients, from both contracts' own descriptions (`org.hyperledger.fabric:GetMetadata`).
 * @throws NetworkError METADATA_INVALID
 */
export function contractChanges(options: { before: string; after: string }): readonly ContractChange[] {
  const before = toTransactions(options.before);
  const after = toTransactions(options.after);
  const removed = [...before.keys()].filter((name) => !after.has(name));
  return [
    ...removed.map((transaction): ContractChange => ({ kind: 'removed', transaction, isBreaking: true })),
    ...[...after].flatMap(([name, transaction]): readonly ContractChange[] => {
      const earlier = before.get(name);
      return earlier === undefined
        ? [{ kind: 'added', transaction: name, isBreaking: false }]
        : changesOf(name, earlier, transaction);
    }),
  ];
}
