import { common, msp } from '@hyperledger/fabric-protos';
import {
  createFact,
  EVENT_NAME,
  factDigest,
  factToBytes,
  sealCollectionName,
  sealValue,
  type FactContent,
  type FactType,
} from '@kontti/model';
import type { Forgery, ForgedWrite } from './altered-contract';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The bytes that an honest contract would have written for this content. */
export function factBytes<T extends FactType>(content: FactContent<T>): Buffer {
  const ref = content.key.slice(content.key.lastIndexOf('/') + 1);
  return factToBytes(createFact({ ...content, ref, at: 1_700_000_000_000 }));
}

/** Only the public part of a fact. */
export function bareWrite(key: string, bytes: Uint8Array): ForgedWrite {
  return { key, value: base64(bytes) };
}

/** A company's seal on bytes; without bytes the seal is deleted. */
export function sealWrite(options: { mspId: string; key: string; bytes?: Uint8Array }): ForgedWrite {
  const { mspId, key, bytes } = options;
  const collection = sealCollectionName(mspId);
  return bytes === undefined
    ? { key, collection }
    : { key, collection, value: base64(sealValue(factDigest(bytes))) };
}

/** A fact with seals of these companies, and the event that would announce it. */
export function sealedForgery<T extends FactType>(
  content: FactContent<T>,
  vouchers: readonly string[],
): Forgery {
  const bytes = factBytes(content);
  const { key, type } = content;
  return {
    writes: [bareWrite(key, bytes), ...vouchers.map((mspId) => sealWrite({ mspId, key, bytes }))],
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
