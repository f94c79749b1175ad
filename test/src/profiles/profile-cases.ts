/** A peer as both readers have to understand it. */
interface ExpectedPeer {
  /** `host:port` */
  readonly address: string;
  /** The names of the roots that may vouch for it; `undefined` without TLS. */
  readonly roots: readonly string[] | undefined;
  /** The name that its certificate has to carry; `undefined` without TLS. */
  readonly name: string | undefined;
}

/** What a reader makes of a profile: a company's peers, or the field that it refuses, or where none is at fault its code. */
export type Outcome = { readonly mspId: string; readonly peers: readonly ExpectedPeer[] } | string;

/** What each reader makes of it. */
export interface Outcomes {
  readonly sdk: Outcome;
  readonly admin: Outcome;
}

/** A profile, and what both readers have to make of it. */
interface ProfileCase {
  readonly name: string;
  /** JSON, or the text of a profile in YAML. */
  readonly content: unknown;
  /** The company that is asked for. */
  readonly mspId?: string;
  /** Of both; of each where their catalogues have codes of their own. */
  readonly expected: Outcome | Outcomes;
}

/** Certificates of TLS CAs, PEM. */
export interface Roots {
  readonly first: string;
  readonly second: string;
}

const address = 'localhost:7051';
const url = 'peers.peer0.url';
const tls = 'peers.peer0.tlsCACerts';
const organizations = 'organizations';
const listed = 'organizations.Org1.peers';

/** The outcome of a profile with one peer. */
function is(change: Partial<ExpectedPeer> = {}, mspId = 'Org1MSP'): Outcome {
  return { mspId, peers: [{ address, roots: ['first'], name: 'localhost', ...change }] };
}

/** A profile of one company with one peer. */
function one(peer: object, more: object = {}): object {
  const company = { mspid: 'Org1MSP', peers: ['peer0'] };
  return { organizations: { Org1: company }, peers: { peer0: peer }, ...more };
}

const own = (organization: unknown) => ({ client: { organization } });

function formCases({ first }: Roots): readonly ProfileCase[] {
  const text = JSON.stringify(one({ url: `grpcs://${address}`, tlsCACerts: { pem: first } }));
  return [
    { name: 'JSON', content: JSON.parse(text), expected: is() },
    { name: 'YAML', content: `# not JSON\n${text}`, expected: is() },
    {
      name: 'YAML with what several peers share',
      content: [
        `common: &common`,
        `  tlsCACerts: ${JSON.stringify({ pem: first })}`,
        `organizations: { Org1: { mspid: Org1MSP, peers: [peer0] } }`,
        `peers: { peer0: { <<: *common, url: 'grpcs://${address}' } }`,
      ].join('\n'),
      expected: is(),
    },
    { name: 'a byte order mark', content: `\ufeff${text}`, expected: is() },
    { name: 'no YAML', content: '{', expected: '' },
    { name: 'a text', content: '"a text"', expected: organizations },
  ];
}

function companyCases({ first }: Roots): readonly ProfileCase[] {
  const peer = { url: `grpcs://${address}`, tlsCACerts: { pem: first } };
  const two = (more: object = {}): object => ({
    organizations: {
      Org1: { mspid: 'Org1MSP', peers: ['peer0'] },
      Org2: { mspid: 'Org2MSP', peers: ['peer1'] },
    },
    peers: { peer0: peer, peer1: { ...peer, url: 'grpcs://localhost:9051' } },
    ...more,
  });
  const of = (company: object): object => one(peer, { organizations: { Org1: company } });
  const other = is({ address: 'localhost:9051' }, 'Org2MSP');
  const mspid = 'Org1MSP';
  const names = (count: number): readonly string[] => Array<string>(count).fill('peer0');
  const same: ExpectedPeer = { address, roots: ['first'], name: 'localhost' };
  const many = { mspId: mspid, peers: Array<ExpectedPeer>(16).fill(same) };
  return [
    { name: 'client.organization', content: two(own('Org2')), expected: other },
    { name: 'another one is asked for', content: two(own('Org1')), mspId: 'Org2MSP', expected: other },
    { name: 'client.organization is wrong', content: two(own('Org9')), mspId: 'Org2MSP', expected: other },
    { name: 'it is not there', content: two(own('Org1')), mspId: 'Org9MSP', expected: organizations },
    { name: 'two, and no word of which', content: two(), expected: organizations },
    { name: 'client.organization is none of two', content: two(own('Org9')), expected: organizations },
    {
      name: 'client.organization is not the only one',
      content: one(peer, own('Org9')),
      expected: organizations,
    },
    { name: 'client.organization is no text', content: one(peer, own(5)), expected: organizations },
    { name: 'client.organization is empty', content: one(peer, own(null)), expected: is() },
    {
      name: 'a list of companies',
      content: one(peer, { organizations: [{ mspid }] }),
      expected: organizations,
    },
    { name: 'no MSP id', content: of({ mspid: '' }), expected: 'organizations.Org1.mspid' },
    { name: 'no list of peers', content: of({ mspid }), expected: is() },
    {
      name: 'two, without a list of peers',
      content: two({ organizations: { Org1: { mspid }, Org2: {} } }),
      mspId: mspid,
      expected: listed,
    },
    { name: 'an empty list of peers', content: of({ mspid, peers: [] }), expected: listed },
    { name: 'as many peers as are used', content: of({ mspid, peers: names(16) }), expected: many },
    { name: 'more peers than are used', content: of({ mspid, peers: names(17) }), expected: listed },
    { name: 'a peer that is not there', content: one(peer, { peers: {} }), expected: url },
  ];
}

const wrongUrls: readonly unknown[] = [
  ...['', 5, address, 'https://localhost:7051', 'grpcs://localhost', 'grpcs://localhost:0'],
  ...['grpcs://localhost:65536', 'grpcs://me@localhost:7051', 'grpcs://localhost:7051/path'],
];
const ownHosts = ['localhost', '127.0.0.2', '[::1]', 'peer0.localhost'];
const otherHosts = ['peer0.org1.example.com', '10.0.0.1', 'localhost.example.com'];

function endpointCases({ first }: Roots): readonly ProfileCase[] {
  const at = (place: unknown, more: object = {}): object =>
    one({ url: place, tlsCACerts: { pem: first }, ...more });
  const plain = (place: string): Outcome => is({ address: place, roots: undefined, name: undefined });
  const refused = { sdk: 'PLAINTEXT_REFUSED', admin: url };
  const inBrackets = is({ address: '[::1]:7051', name: '::1' });
  return [
    ...[5, {}, true].map((hostnameOverride) => ({
      name: `the name ${JSON.stringify(hostnameOverride)}`,
      content: at(`grpcs://${address}`, { grpcOptions: { hostnameOverride } }),
      expected: 'peers.peer0.grpcOptions',
    })),
    { name: 'a slash at the end', content: at(`grpcs://${address}/`), expected: is() },
    { name: 'an address of IPv6', content: at('grpcs://[::1]:7051'), expected: inBrackets },
    ...wrongUrls.map((each) => ({ name: `the url ${String(each)}`, content: at(each), expected: url })),
    ...ownHosts.map((host) => ({
      ...{ name: `${host} without TLS`, content: one({ url: `grpc://${host}:1` }) },
      expected: plain(`${host}:1`),
    })),
    ...otherHosts.map((host) => ({
      ...{ name: `${host} without TLS`, content: one({ url: `grpc://${host}:1` }), expected: refused },
    })),
    {
      name: 'roots that nobody needs',
      content: at(`grpc://${address}`, { tlsCACerts: { pem: [] } }),
      expected: plain(address),
    },
    ...(
      [
        [{ 'ssl-target-name-override': 'a' }, 'a'],
        [{ hostnameOverride: 'b' }, 'b'],
        [{ 'ssl-target-name-override': 'a', hostnameOverride: 'b' }, 'a'],
        [{ 'ssl-target-name-override': '', hostnameOverride: 'b' }, 'b'],
        [{ 'ssl-target-name-override': null, hostnameOverride: '' }, 'localhost'],
      ] as const
    ).map(([grpcOptions, name]) => ({
      name: `the name in ${JSON.stringify(grpcOptions)}`,
      content: at(`grpcs://${address}`, { grpcOptions }),
      expected: is({ name }),
    })),
  ];
}

function rootCases({ first, second }: Roots): readonly ProfileCase[] {
  const by = (tlsCACerts?: object): object => one({ url: `grpcs://${address}`, tlsCACerts });
  const missing = { sdk: 'FILE_UNREADABLE', admin: 'DIRECTORY_UNUSABLE' };
  const none = [
    ...[undefined, {}, { pem: [] }, { pem: '' }, { pem: ' \n' }, { pem: [''] }, { pem: [first, ''] }],
    ...[{ pem: [first, 1] }, { pem: 5 }, { pem: null, path: 'first.pem' }, { path: 5 }],
  ];
  return [
    {
      name: 'several roots',
      content: by({ pem: [first, second] }),
      expected: is({ roots: ['first', 'second'] }),
    },
    { name: 'a root in a file', content: by({ path: 'first.pem' }), expected: is() },
    { name: 'a root behind a byte order mark', content: by({ path: 'marked.pem' }), expected: is() },
    { name: 'a file that is not there', content: by({ path: 'second.pem' }), expected: missing },
    {
      name: 'a root beside a file',
      content: by({ pem: second, path: 'first.pem' }),
      expected: is({ roots: ['second'] }),
    },
    ...none.map((each, index) => ({ name: `no root (${index})`, content: by(each), expected: tls })),
  ];
}

/** What everybody who reads a connection profile has to make of it. Files `first.pem` and `marked.pem` with the first root are beside it. */
export function profileCases(roots: Roots): Readonly<Record<string, readonly ProfileCase[]>> {
  return {
    form: formCases(roots),
    company: companyCases(roots),
    endpoint: endpointCases(roots),
    roots: rootCases(roots),
  };
}
