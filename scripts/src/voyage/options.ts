import { parseArgs } from 'node:util';
import { VoyageError } from './errors';
import type { Engine, StateDatabase } from './network';

const flightsMax = 20_000;

export interface VoyageOptions {
  readonly flights: number;
  readonly seed: number;
  readonly engine: Engine;
  /** Where peers keep state. */
  readonly stateDb: StateDatabase;
  readonly keep: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** First company's port, the others follow two by two; 0 takes free ports. */
  readonly peerPort: number;
  /** Folder with the data files, instead of the package's. */
  readonly data: string | undefined;
}

export const help = `Kontti's first voyage: four companies share one ledger about real flights.

Usage: npm start -- [options]

  --flights N      how many flights of the data set (1 to ${flightsMax}, default 500)
  --seed N         which travellers and containers ride on which flight (default 1)
  --engine E       devnet (default), or fabric: Fabric's own programs from the folder FABRIC_BIN
  --state-db D     leveldb (default), or couchdb: with --engine fabric one for each peer from the folder COUCHDB_BIN
  --keep           leave the network up afterwards; prints endpoints, identities and example calls
  --peer-port N    port of the first company's peer, the next ones follow (default: free ports)
  --data DIR       folder with flights-20k.json, airports.csv and seattle-weather-hourly-normals.csv
  --json           one JSON document at the end, progress on standard error
  --help           this text

Examples:
  npm start
  npm start -- --flights 200 --seed 7
  npm start -- --flights 50 --keep --peer-port 7051
`;

function toInteger(options: { name: string; text: string; min: number; max: number }): number {
  const { name, text, min, max } = options;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new VoyageError({
      code: 'BAD_OPTION',
      message: `--${name} takes a whole number from ${min} to ${max}, not '${text}'`,
    });
  }
  return value;
}

function toEngine(text: string): Engine {
  if (text === 'devnet' || text === 'fabric') {
    return text;
  }
  if (text === 'test-network') {
    throw new VoyageError({
      code: 'BAD_OPTION',
      message:
        "the voyage needs four companies and fabric-samples' test network has two: use --engine fabric, or npm run test:network -- --engine test-network",
    });
  }
  throw new VoyageError({ code: 'BAD_OPTION', message: `--engine takes devnet or fabric, not '${text}'` });
}

function toStateDatabase(text: string): StateDatabase {
  if (text === 'leveldb' || text === 'couchdb') return text;
  throw new VoyageError({
    code: 'BAD_OPTION',
    message: `--state-db takes leveldb or couchdb, not '${text}'`,
  });
}

/**
 * Reads the command line.
 *
 * @throws VoyageError BAD_OPTION
 */
export function parseOptions(args: readonly string[]): VoyageOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        flights: { type: 'string', default: '500' },
        seed: { type: 'string', default: '1' },
        engine: { type: 'string', default: 'devnet' },
        'state-db': { type: 'string', default: 'leveldb' },
        keep: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
        'peer-port': { type: 'string', default: '0' },
        data: { type: 'string' },
      },
    });
    return {
      flights: toInteger({ name: 'flights', text: values.flights, min: 1, max: flightsMax }),
      seed: toInteger({ name: 'seed', text: values.seed, min: 0, max: 999_999_999 }),
      peerPort: toInteger({ name: 'peer-port', text: values['peer-port'], min: 0, max: 65_000 }),
      engine: toEngine(values.engine),
      stateDb: toStateDatabase(values['state-db']),
      keep: values.keep,
      json: values.json,
      help: values.help,
      data: values.data,
    };
  } catch (error) {
    if (error instanceof VoyageError) {
      throw error;
    }
    // parseArgs explains itself over several lines; the first one says what is wrong.
    const [message] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new VoyageError({ code: 'BAD_OPTION', message: `${message} (see --help)`, cause: error });
  }
}
