import { common, msp } from '@hyperledger/fabric-protos';
import {
  bytesKey,
  createFact,
  EVENT_NAME,
  factDigest,
  factToBytes,
  furtherSealsOf,
  partsOf,
  sealCollectionName,
  sealHash,
  sealValue,
  WRITE_ONCE_POLICY,
  type FactContent,
  type FactType,
} from '@kontti/model';
import type { Forgery, ForgedRead, ForgedWrite } from './altered-contract';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const writeOnce = base64(WRITE_ONCE_POLICY);

/** What a forged fact says. */
export type ForgedContent<T extends FactType = FactType> = Omit<FactContent<T>, 'ref' | 'at'> &
  Partial<Pick<FactContent<T>, 'ref' | 'at'>>;

/** The fact that an honest contract would have recorded with this content. */
function forgedFact<T extends FactType>(content: ForgedContent<T>) {
  const ref = content.key.slice(content.key.lastIndexOf('/') + 1);
  return createFact<T>({ ref, at: 1_700_000_000_000, ...content } as FactContent<T>);
}

/** Its bytes. */
export function factBytes<T extends FactType>(content: ForgedContent<T>): Buffer {
  return factToBytes(forgedFact(content));
}

/** Bytes at the public key to which their seals would lead. */
export function bytesWrite(bytes: Uint8Array): ForgedWrite {
  return { key: bytesKey(sealHash(factDigest(bytes))), value: base64(bytes), policy: writeOnce };
}

/** Bytes at any public key. */
export function bareWrite(key: string, bytes: Uint8Array): ForgedWrite {
  return { key, value: base64(bytes) };
}

/** A company's seal on bytes; without bytes the seal is deleted. */
export function sealWrite(options: { mspId: string; key: string; bytes?: Uint8Array }): ForgedWrite {
  const { mspId, key, bytes } = options;
  const collection = sealCollectionName(mspId);
  return bytes === undefined
    ? { key, collection }
    : { key, collection, value: base64(sealValue(factDigest(bytes))), policy: writeOnce };
}

/** The same write without the policy that protects it. */
export function unprotected({ key, value, collection }: ForgedWrite): ForgedWrite {
  return {
    key,
    ...(value === undefined ? {} : { value }),
    ...(collection === undefined ? {} : { collection }),
  };
}

/**
 * A fact exactly as honest peers would record it, with all seals (also of entries and markers) that these companies can give, the reads
 * that show what was free before, and the event that would announce it.
 */
export function sealedForgery<T extends FactType>(
  content: ForgedContent<T>,
  sealers: readonly string[],
): Forgery {
  const fact = forgedFact(content);
  const bytes = factToBytes(fact);
  const { key, type } = content;
  const seals = [...fact.vouchers.map((mspId) => ({ mspId, key })), ...furtherSealsOf(fact)].filter(
    ({ mspId }) => sealers.includes(mspId),
  );
  const { definition, parts } = partsOf(fact);
  const guards = definition.guards?.(parts) ?? [];
  const reads: ForgedRead[] = [...seals, ...guards].map((seal) => ({
    key: seal.key,
    collection: sealCollectionName(seal.mspId),
  }));
  return {
    reads,
    writes: [bytesWrite(bytes), ...seals.map((seal) => sealWrite({ ...seal, bytes }))],
    event: eventOf([{ type, key, digest: factDigest(bytes) }]),
  };
}

/** The chaincode's event with these claims. */
export function eventOf(events: readonly object[]): NonNullable<Forgery['event']> {
  return { name: EVENT_NAME, payload: base64(Buffer.from(JSON.stringify({ events, v: 1 }))) };
}

/** `SignaturePolicyEnvelope` bytes, base64, that all of these companies' peers have to satisfy. */
export function policyOfAll(mspIds: readonly string[]): string {
  const envelope = new common.SignaturePolicyEnvelope();
  const all = new common.SignaturePolicy.NOutOf();
  all.setN(mspIds.length);
  all.setRulesList(
    mspIds.map((mspId, index) => {
      const role = new msp.MSPRole();
      role.setMspIdentifier(mspId);
      role.setRole(msp.MSPRole.MSPRoleType.PEER);
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
      principal.setPrincipal(role.serializeBinary());
      envelope.addIdentities(principal);
      const rule = new common.SignaturePolicy();
      rule.setSignedBy(index);
      return rule;
    }),
  );
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(all);
  envelope.setRule(rule);
  return base64(envelope.serializeBinary());
}
