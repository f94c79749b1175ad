import { common, msp } from '@hyperledger/fabric-protos';

/** No MSP id has a slash, so no peer is ever of this company. */
const NOBODY = 'write/once';

/**
 * The key-level policy of everything that is recorded: bytes of facts, seals, markers, entries of lists. Nobody can satisfy it, so
 * what is recorded stays as it is, for everybody; a correction is another fact. `SignaturePolicyEnvelope` bytes, as
 * common/policydsl of Fabric makes them.
 */
export const WRITE_ONCE_POLICY: Uint8Array = policyOf(NOBODY);

function policyOf(mspId: string): Uint8Array {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.PEER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(0);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(0);
  envelope.setIdentitiesList([principal]);
  envelope.setRule(rule);
  return envelope.serializeBinary();
}
