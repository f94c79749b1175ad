import { findFabricBinaries } from '@kontti/fabric-runner';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { groups } from './groups';
import { playGroup } from './play';
import { couchdbVersion, readVectors, writeVectors } from './vectors';

const help = `Plays the scenarios of conformance on Fabric's own peers and writes down what they answer, in test/vectors.

  FABRIC_BIN=… npm run vectors [-- --group NAME]
  FABRIC_BIN=… COUCHDB_BIN=… npm run vectors -- --state-db couchdb [--group NAME]

With CouchDB only those answers are written that are others than on LevelDB.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      group: { type: 'string' },
      'state-db': { type: 'string', default: 'leveldb' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const { version, directory } = await findFabricBinaries(process.env);
  console.log(`Fabric ${version} from ${directory}`);
  for (const group of groups.filter(({ name }) => values.group === undefined || values.group === name)) {
    const isCouchdb = values['state-db'] === 'couchdb';
    // Of a group that has its own database there is one recording.
    if (group.stateDatabase !== undefined && !isCouchdb) continue;
    const played = await playGroup({
      ...{ group, engine: 'fabric' },
      stateDatabase: isCouchdb ? 'couchdb' : 'leveldb',
    });
    const usual = isCouchdb && group.stateDatabase === undefined ? readVectors(version, group.name) : {};
    const scenarios: Record<string, unknown> = {};
    for (const [name, result] of played) {
      if ('error' in result) {
        throw new Error(`${group.name}, ${name}: ${result.error.message}`, { cause: result.error });
      }
      if (!isDeepStrictEqual(result.observation, usual[name])) scenarios[name] = result.observation;
    }
    const count = Object.keys(scenarios).length;
    if (count === 0) {
      console.log(`${group.name}: all ${played.size} scenarios as on LevelDB`);
      continue;
    }
    const isOther = isCouchdb && group.stateDatabase === undefined;
    const folder = isOther ? couchdbVersion(version) : version;
    const file = await writeVectors({ version: folder, group: group.name, scenarios });
    console.log(`${count} scenarios in ${file}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
