import { peer } from '@hyperledger/fabric-protos';
import { evaluate } from '../calls';
import type { Observation, Scenario, ScenarioGroup } from '../scenario';
import type { Stage } from '../stage';
import { tar, tarGz, type TarEntry } from './package-archive';

const connection = '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":false}';
const code = (text = connection): TarEntry => ({
  name: 'code.tar.gz',
  content: tarGz({ name: 'connection.json', content: text }),
});
const metadata = (text: string): TarEntry => ({ name: 'metadata.json', content: text });
const index = '{"index":{"fields":["a"]},"ddoc":"d","name":"n","type":"json"}';

/** Whether a peer takes a package: texts differ with its builders, and are no part of this. */
async function install(stage: Stage, bytes: Uint8Array): Promise<Observation> {
  const input = new peer.lifecycle.InstallChaincodeArgs();
  input.setChaincodeInstallPackage(bytes);
  const call = { by: 'Org1MSP.admin', chaincode: '_lifecycle', method: 'InstallChaincode' };
  const answer = await evaluate(stage, { ...call, args: [input.serializeBinary()], endorsers: ['Org1MSP'] });
  return { isInstalled: typeof answer === 'object' && answer !== null && 'result' in answer };
}

/** Each form has a label of its own: the same package is not installed twice. */
const forms: Readonly<Record<string, (label: string) => Uint8Array>> = {
  'as Fabric makes it': (label) => tarGz(ccaas(label), code()),
  'the code first': (label) => tarGz(code(), ccaas(label)),
  'names that begin with ./': (label) =>
    tarGz(
      { ...ccaas(label), name: './metadata.json' },
      { name: './code.tar.gz', content: code().content ?? '' },
    ),
  'a pax global header': (label) =>
    tarGz({ name: 'pax_global_header', type: 'g', content: '13 comment=x\n' }, ccaas(label), code()),
  'a pax header of an entry': (label) =>
    tarGz({ name: 'PaxHeader', type: 'x', content: '13 comment=x\n' }, ccaas(label), code()),
  'not zipped': (label) => tar([ccaas(label), code()]),
  'a folder': (label) => tarGz({ name: 'w/', type: '5' }, ccaas(label), code()),
  'a link': (label) => tarGz(ccaas(label), code(), { name: 'link.json', type: '2' }),
  'one more file': (label) => tarGz(ccaas(label), code(), { name: 'extra.txt', content: 'x' }),
  'one more file that leads out': (label) =>
    tarGz(ccaas(label), code(), { name: '../extra.txt', content: 'x' }),
  'a file of AppleDouble': (label) =>
    tarGz({ name: '._metadata.json', content: 'Mac OS X' }, ccaas(label), code()),
  'metadata twice': (label) => tarGz(metadata('{"type":"node","label":"first"}'), ccaas(label), code()),
  'names of metadata in capitals': (label) => tarGz(metadata(`{"Type":"ccaas","LABEL":"${label}"}`), code()),
  'metadata with more fields': (label) =>
    tarGz(metadata(`{"type":"ccaas","label":"${label}","extra":{"a":1}}`), code()),
  'metadata with a label twice': (label) =>
    tarGz(metadata(`{"type":"ccaas","label":"a b","label":"${label}"}`), code()),
  'a path that is a number': (label) =>
    tarGz(metadata(`{"type":"ccaas","label":"${label}","path":1}`), code()),
  'a path that is null': (label) =>
    tarGz(metadata(`{"type":"ccaas","label":"${label}","path":null}`), code()),
  'metadata with a byte order mark': (label) =>
    tarGz(metadata(`\ufeff{"type":"ccaas","label":"${label}"}`), code()),
  'metadata that is an array': () => tarGz(metadata('[]'), code()),
  'metadata that is null': () => tarGz(metadata('null'), code()),
  'a type in capitals': (label) => tarGz(metadata(`{"type":"CCaaS","label":"${label}"}`), code()),
  'a label with a space': () => tarGz(metadata('{"type":"ccaas","label":"t 1"}'), code()),
  'a label with a line feed at its end': () => tarGz(metadata('{"type":"ccaas","label":"t\\n"}'), code()),
  'no code': (label) => tarGz(ccaas(label)),
  'code with names that begin with ./': (label) =>
    withCode(label, { name: './', type: '5' }, { name: './connection.json', content: connection }),
  'code with a link': (label) =>
    withCode(label, { name: 'connection.json', content: connection }, { name: 'ln', type: '2' }),
  'code with a name that leads out': (label) =>
    withCode(label, { name: 'connection.json', content: connection }, { name: '../x', content: 'x' }),
  'code with a name that leads out and back': (label) =>
    withCode(label, { name: 'connection.json', content: connection }, { name: 'a/../x', content: 'x' }),
  'code with an absolute name': (label) =>
    withCode(label, { name: 'connection.json', content: connection }, { name: '/x', content: 'x' }),
  'code with a pax global header': (label) =>
    withCode(
      label,
      { name: 'pax_global_header', type: 'g', content: '13 comment=x\n' },
      { name: 'connection.json', content: connection },
    ),
  'code with an index': (label) =>
    withCode(
      label,
      { name: 'connection.json', content: connection },
      { name: 'META-INF/statedb/couchdb/indexes/a.json', content: index },
    ),
  'code without a connection': (label) => withCode(label, { name: 'a', content: '' }),
};

/** What is in connection.json, which the builder of chaincode as a service reads. */
const connections: Readonly<Record<string, string>> = {
  'no address': '{"dial_timeout":"10s"}',
  'no time to dial': '{"address":"127.0.0.1:9999","tls_required":false}',
  'a number as the time to dial': '{"address":"127.0.0.1:9999","dial_timeout":10,"tls_required":false}',
  'a time to dial without a unit': '{"address":"127.0.0.1:9999","dial_timeout":"10","tls_required":false}',
  'tls_required as text': '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":"false"}',
  'tls_required as null': '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":null}',
  'tls_required as a number': '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":0}',
  'names in capitals': '{"Address":"127.0.0.1:9999","DIAL_TIMEOUT":"10s","tls_required":false}',
  'an address that is a number': '{"address":9999,"dial_timeout":"10s"}',
  'more fields': '{"address":"127.0.0.1:9999","dial_timeout":"10s","domain":"x","others":[1]}',
  "the peer's name": '{"address":"{{.peername}}_cc:9999","dial_timeout":"10s"}',
  "the peer's name with spaces": '{"address":"{{ .peername }}_cc:9999","dial_timeout":"10s"}',
  'another name of a template': '{"address":"{{.host}}:9999","dial_timeout":"10s"}',
  'a template that is none': '{"address":"{{.peername:9999","dial_timeout":"10s"}',
  'a template in what TLS needs, without TLS':
    '{"address":"127.0.0.1:9999","dial_timeout":"10s","root_cert":"{{.cert}}"}',
  'a template in what TLS needs':
    '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":true,"root_cert":"{{.cert}}"}',
  'TLS with a root that is none':
    '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":true,"root_cert":"xx"}',
  'an array': '[]',
  'no JSON': '{"address":',
};

function ccaas(label: string): TarEntry {
  return metadata(`{"type":"ccaas","label":"${label}"}`);
}

const withCode = (label: string, ...entries: readonly TarEntry[]): Uint8Array =>
  tarGz(ccaas(label), { name: 'code.tar.gz', content: tarGz(...entries) });

const scenarios: readonly Scenario[] = [
  ...Object.entries(forms).map(([name, make], index): Scenario => ({
    name: `a package: ${name}`,
    run: (stage) => install(stage, make(`form_${index}`)),
  })),
  ...Object.entries(connections).map(([name, text], index): Scenario => ({
    name: `a package whose connection has ${name}`,
    run: (stage) => install(stage, tarGz(ccaas(`connection_${index}`), code(text))),
  })),
];

/** Archives of many makers, and whether a peer installs them. */
export const packages: ScenarioGroup = {
  name: 'packages',
  prepare: () => Promise.resolve(),
  scenarios,
};
