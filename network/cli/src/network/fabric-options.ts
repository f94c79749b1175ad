import { Option, type Command } from 'commander';
import { parseAddresses, parsePeers } from '../options/arguments';

/** What only a network of Fabric's own programs has, started here or joined. */
export function withFabricOptions(command: Command): Command {
  return command
    .option(
      '--fabric-samples <folder>',
      'fabric-samples, or its test network (test-network; or FABRIC_SAMPLES)',
    )
    .option(
      '--chaincode-host <address>',
      'an address of this machine that peers in containers reach: chaincode listens there (test-network)',
    )
    .option('--download', "download Fabric's programs when there are none (fabric)")
    .option(
      '--couchdb <list>',
      "HOST:PORT of running CouchDBs, one for each peer, company by company; COUCHDB_USER and COUCHDB_PASSWORD say whose (fabric; default: COUCHDB_BIN's are started)",
      parseAddresses,
    )
    .option('--peers <n>', 'peers of each company, 10 ports apart (fabric; default: 1)', parsePeers)
    .addOption(
      new Option('--orderers <n>', 'orderers, 10 ports apart (fabric; default: 1, with bft 4)')
        .choices(['1', '3', '4'])
        .argParser(Number),
    )
    .addOption(
      new Option('--consensus <kind>', 'how orderers agree (fabric; bft on v3; default: raft)').choices([
        'raft',
        'bft',
      ]),
    );
}
