import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { demandFile } from '@kontti/fabric-admin/data-files';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { parseChaincodePackage } from '@kontti/fabric-admin/packages';
import {
  type ChaincodeProcessTls,
  superviseChaincode,
  type SupervisionEvent,
  processLimits,
} from '@kontti/fabric-admin/processes';
import { parseAddress } from '../options/arguments';
import { jsonOption, terminalOf } from '../options/common-options';
import type { Terminal } from '../options/terminal';
import { addEnvironmentOptions, readEnvironment, type EnvironmentArguments } from './chaincode-environment';
import { readPackageFile } from './package-commands';

interface StartOptions extends EnvironmentArguments {
  readonly path: string;
  readonly package?: string;
  readonly packageId?: string;
  readonly address?: string;
  readonly mspId?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientCa?: string;
  readonly json?: boolean;
}

const examples = `
It runs in the foreground, is started again when it ends by itself, and stops with this command. SIGHUP starts it anew with
the code as it is then. On a network of "kontti network up", "kontti chaincode deploy --path" does all this.

Examples:
  kontti chaincode start --path chaincode --package basic.tar.gz --msp-id Org1MSP
  kontti chaincode start --path chaincode --package-id basic_1.0:3f… --address 0.0.0.0:9999 --msp-id Org1MSP \\
    --tls-cert server.pem --tls-key server.key --client-ca peers-ca.pem
`;

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

async function checkFile(file: string): Promise<string> {
  await demandFile(file);
  return resolve(file);
}

async function readTls({
  tlsCert,
  tlsKey,
  clientCa,
}: StartOptions): Promise<ChaincodeProcessTls | undefined> {
  if (tlsCert === undefined && tlsKey === undefined && clientCa === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw refuse('TLS needs a certificate and its key: give both, --tls-cert and --tls-key.');
  }
  return {
    certFile: await checkFile(tlsCert),
    keyFile: await checkFile(tlsKey),
    ...(clientCa === undefined ? {} : { clientCaFile: await checkFile(clientCa) }),
  };
}

/** Id and address are in a package; where its address is the peer's view of it, the own one is said. */
async function readService(options: StartOptions): Promise<{ packageId: string; address: string }> {
  const { package: file, packageId, address } = options;
  if ((file === undefined) === (packageId === undefined)) {
    throw refuse('Say which package it serves: either --package FILE or --package-id ID.');
  }
  if (packageId !== undefined) {
    if (address === undefined) throw refuse('Say where it listens: --address HOST:PORT.');
    return { packageId, address };
  }
  const parsed = await parseChaincodePackage((await readPackageFile(file)).bytes);
  const own = address ?? parsed.connection.address;
  if (own.includes('{{')) {
    throw refuse(`The package's address is ${own}: say where this one listens, --address HOST:PORT.`);
  }
  return { packageId: parsed.packageId, address: own };
}

function report(terminal: Terminal, event: SupervisionEvent): void {
  switch (event.kind) {
    case 'started':
    case 'reloaded':
      terminal.result({
        text: `${event.kind}: process ${event.pid}`,
        json: { event: event.kind, pid: event.pid },
      });
      return;
    case 'ended':
      terminal.failure(
        `The chaincode ended (${event.exit.signal ?? event.exit.code ?? 'unknown'}) and is started again.`,
      );
      for (const line of event.lastLines.slice(-processLimits.failureLinesMax)) terminal.note(line);
      return;
    case 'failed':
      terminal.failure(event.message);
  }
}

async function start(options: StartOptions, terminal: Terminal): Promise<void> {
  const { path, mspId = process.env['CORE_PEER_LOCALMSPID'] ?? '' } = options;
  if (mspId === '') throw refuse('Say for which company it runs: --msp-id.');
  const service = await readService(options);
  const tls = await readTls(options);
  const env = await readEnvironment(options);
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGBREAK'];
  for (const signal of signals) process.on(signal, stop);
  const supervised = await superviseChaincode({
    chaincode: {
      ...{ name: service.packageId, path, mspId, env, ...service },
      ...(tls === undefined ? {} : { tls }),
    },
    onOutput: (line) => {
      terminal.note(line);
    },
    clock: systemClock,
    signal: controller.signal,
    onEvent: (event) => {
      report(terminal, event);
    },
  });
  const reload = (): void => {
    supervised.reload();
  };
  process.on('SIGHUP', reload);
  try {
    await supervised.ended;
  } finally {
    process.removeListener('SIGHUP', reload);
    for (const signal of signals) process.removeListener(signal, stop);
  }
  terminal.result({ text: 'stopped', json: { event: 'stopped' } });
}

/** `kontti chaincode start` */
export function createStartCommand(): Command {
  const command = new Command('start')
    .description('run a chaincode as a service beside the own peer, and keep it running')
    .requiredOption('-p, --path <folder>', 'the Node chaincode, installed and compiled')
    .option('--package <file>', 'the package that it serves')
    .option('--package-id <id>', "or the package's id")
    .addOption(
      new Option('--address <host:port>', "where it listens (default: the package's address)").argParser(
        parseAddress,
      ),
    )
    .option('--msp-id <id>', 'the company for whose peer it runs (CORE_PEER_LOCALMSPID)')
    .option('--tls-cert <file>', "TLS: the service's certificate")
    .option('--tls-key <file>', 'TLS: its key')
    .option(
      '--client-ca <file>',
      "TLS: the authority of the peers' certificates; without it any peer is served",
    )
    .addOption(jsonOption());
  return addEnvironmentOptions(command)
    .addHelpText('after', examples)
    .action(async (options: StartOptions) => {
      await start(options, terminalOf(options));
    });
}
