import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { createError, KonttiError } from '../errors';
import { KEYSTORE_FILES_MAX } from '../limits';
import { parseCertificate } from './certificate';
import type { ClientCertificate } from './certificate';
import { openPrivateKey } from './private-key';
import type { Passphrase } from './private-key';
import { listFolder, readRequired } from '../files/read-file';
import { keyToSpki } from './signing-key';

/** A user's certificate and the key that belongs to it. */
export interface UserIdentity {
  readonly certificate: ClientCertificate;
  readonly key: KeyObject;
}

/**
 * Reads a user's folder `msp` with `signcerts` and `keystore`. A keystore keeps keys of earlier enrolments too: the one that belongs to
 * the certificate is taken.
 * @throws ORGANIZATION_NOT_FOUND, FILE_UNREADABLE, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export async function readUserFolder(
  folder: string,
  passphrase: Passphrase | undefined,
): Promise<UserIdentity> {
  const certificate = await readOnlyCertificate(join(folder, 'signcerts'));
  const keystore = join(folder, 'keystore');
  const names = (await listFolder(keystore)).slice(0, KEYSTORE_FILES_MAX);
  if (names.length === 0) {
    throw createError('ORGANIZATION_NOT_FOUND', {
      because: `${keystore} has no key`,
      details: { path: keystore },
    });
  }
  const refusals: unknown[] = [];
  for (const name of names) {
    const pem = await readRequired(join(keystore, name));
    try {
      const key = await openPrivateKey(pem, passphrase);
      if (keyToSpki(key) === certificate.publicKey) {
        return { certificate, key };
      }
    } catch (error) {
      refusals.push(error);
    }
  }
  // A key that could not be opened may have been the one.
  throw refusals.find(isEncryptedKey) ?? noKeyOf(keystore, { found: names, cause: refusals[0] });
}

function isEncryptedKey(error: unknown): error is KonttiError {
  return error instanceof KonttiError && error.code === 'KEY_ENCRYPTED';
}

function noKeyOf(
  keystore: string,
  { found, cause }: { readonly found: readonly string[]; readonly cause: unknown },
): KonttiError {
  return createError('KEY_UNSUPPORTED', {
    because: `no key in ${keystore} belongs to the certificate`,
    remedy: 'Copy the key of the same enrolment into the keystore',
    details: { path: keystore, found },
    cause,
  });
}

async function readOnlyCertificate(folder: string): Promise<ClientCertificate> {
  const [name, ...more] = await listFolder(folder);
  if (name === undefined || more.length > 0) {
    const found = name === undefined ? 'no file' : [name, ...more].join(', ');
    throw createError('ORGANIZATION_NOT_FOUND', {
      because: `${folder} has to hold exactly one certificate, and holds ${found}`,
      details: { path: folder },
    });
  }
  const path = join(folder, name);
  return parseCertificate(await readRequired(path), path);
}
