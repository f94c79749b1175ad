import { peer } from '@hyperledger/fabric-protos';

const NAMES = new Map<number, string>(
  Object.entries(peer.TxValidationCode).map(([name, code]) => [code, name]),
);

/** Name of a validation code as Fabric's `peer/transaction.proto` spells it. */
export function validationCodeToName(code: number): string {
  return NAMES.get(code) ?? `CODE_${code}`;
}
