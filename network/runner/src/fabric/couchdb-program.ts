import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** Where CouchDB's own program is, as its release is laid out: `bin/couchdb` and `etc/default.ini`. */
export interface CouchdbProgram {
  /** The path of the program, which may be executed. */
  readonly command: string;
  /** The path of the release's own settings, which those of the network come after. */
  readonly defaultSettings: string;
}

function missing(message: string, details: Readonly<Record<string, unknown>>): NetworkError {
  return new NetworkError({ code: 'COUCHDB_MISSING', message, details });
}

/**
 * Finds the program in the folder that `COUCHDB_BIN` names.
 * @example const couchdb = await findCouchdb(process.env);
 * @throws NetworkError COUCHDB_MISSING
 */
export async function findCouchdb(
  env: Readonly<Record<string, string | undefined>>,
): Promise<CouchdbProgram> {
  const { COUCHDB_BIN: named = '' } = env;
  if (named === '') {
    const remedy =
      'set COUCHDB_BIN to the folder bin of a CouchDB 3 release, or name running ones with --couchdb HOST:PORT,…';
    throw missing(`no CouchDB was named: ${remedy}`, {});
  }
  const directory = resolve(named);
  const program = {
    command: join(directory, 'couchdb'),
    defaultSettings: join(directory, '..', 'etc', 'default.ini'),
  };
  for (const [file, mode] of [
    [program.command, constants.X_OK],
    [program.defaultSettings, constants.R_OK],
  ] as const) {
    const isThere = await access(file, mode).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      throw missing(
        `${file} is not there or may not be used: COUCHDB_BIN names the folder bin of a whole CouchDB release`,
        {
          directory,
          file,
        },
      );
    }
  }
  return program;
}
