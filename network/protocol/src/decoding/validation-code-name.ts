import { peer } from '@hyperledger/fabric-protos';

const names = new Map<number, string>(
  Object.entries(peer.TxValidationCode).map(([name, code]) => [code, name]),
);

/** A validation code's name in peer/transaction.proto, or its number when it has none. */
export function validationCodeName(code: number): string {
  return names.get(code) ?? String(code);
}
