import 'reflect-metadata';
import { Extension } from '@peculiar/x509';

/** The extension by which Fabric CA puts attributes into certificates. */
const attributesOid = '1.2.3.4.5.6.7.8.1';

/** The extension that chaincode's client identity library reads. Mirrors fabric-ca lib/attrmgr. */
export function attributesToExtension(attributes: Readonly<Record<string, string>>): Extension {
  const value = Buffer.from(JSON.stringify({ attrs: attributes }), 'utf8');
  return new Extension(attributesOid, false, new Uint8Array(value));
}
