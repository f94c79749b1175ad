import { findFabricBinaries } from '@kontti/fabric-runner';
import { parseArgs } from 'node:util';
import { groups } from './groups';
import { playGroup } from './play';
import { writeVectors } from './vectors';

const help = `Plays the scenarios of conformance on Fabric's own peers and writes down what they answer, in test/vectors.

  FABRIC_BIN=… npm run vectors [-- --group NAME]
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { group: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const { version, directory } = await findFabricBinaries(process.env);
  console.log(`Fabric ${version} from ${directory}`);
  for (const group of groups.filter(({ name }) => values.group === undefined || values.group === name)) {
    const played = await playGroup({ group, engine: 'fabric' });
    const scenarios: Record<string, unknown> = {};
    for (const [name, result] of played) {
      if ('error' in result) {
        throw new Error(`${group.name}, ${name}: ${result.error.message}`, { cause: result.error });
      }
      scenarios[name] = result.observation;
    }
    const file = await writeVectors({ version, group: group.name, scenarios });
    console.log(`${played.size} scenarios in ${file}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
