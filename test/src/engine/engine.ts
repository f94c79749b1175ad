/** Where the tests' network comes from; `absent` when one was asked for that is not on this machine. */
export type Engine = 'devnet' | 'fabric' | 'test-network' | 'absent';

/** The variable by which the runner passes to the specs which engine it was asked for. */
export const engineVariable = 'KONTTI_TEST_ENGINE';

/** The variable with the address of this machine by which peers in containers reach chaincode. */
export const chaincodeHostVariable = 'KONTTI_CHAINCODE_HOST';

/** The variable by which the runner passes to the specs where peers keep state. */
export const stateDatabaseVariable = 'KONTTI_TEST_STATE_DB';

export const stateDatabases = ['leveldb', 'couchdb'] as const;

export type StateDatabase = (typeof stateDatabases)[number];

/** Where peers keep state in this run: LevelDB unless asked otherwise. */
export const stateDatabaseOfRun: StateDatabase =
  process.env[stateDatabaseVariable] === 'couchdb' ? 'couchdb' : 'leveldb';

/** The engines that people can ask for. */
export const engines = ['devnet', 'fabric', 'test-network'] as const;

function readEngine(): Engine {
  const named = process.env[engineVariable] ?? 'devnet';
  if (named === 'absent') return named;
  const known = engines.find((name) => name === named);
  if (known !== undefined) return known;
  throw new Error(`${engineVariable} is neither of ${engines.join(', ')}: ${named}`);
}

/** The engine of this run: the devnet unless asked otherwise. */
export const engine: Engine = readEngine();

/** True where the network ran before the suite: its companies, its settings and what is on its ledger are given. */
export const isJoined = engine === 'test-network';

/** The companies of a network that is joined. */
export const joinedMspIds = ['Org1MSP', 'Org2MSP'] as const;

/** Where chaincode listens for them; loopback unless asked otherwise. */
export const chaincodeHost = process.env[chaincodeHostVariable];

/** A suite that needs a network: its title names the engine, and without the engine all its tests are pending. */
export function describeOnNetwork(
  title: string,
  suite: (this: Mocha.Suite) => void,
  needs: { readonly ownNetwork?: string } = {},
): void {
  if (engine === 'absent') {
    // A network was asked for that is not here: the tests count as pending, never as passed.
    describe.skip(`${title} (the network that was asked for is absent)`, suite);
  } else if (isJoined && needs.ownNetwork !== undefined) {
    describe.skip(`${title} (not on ${engine}: ${needs.ownNetwork})`, suite);
  } else {
    describe(`${title} (on ${engine})`, suite);
  }
}
