import { createSigner } from '@kontti/fabric-protocol/signatures';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { configToView } from './channel-view';
import { checkChaincodes } from './check-chaincode';
import { checkHeights, checkJoined } from './check-channel';
import { checkClock, checkNewestBlock } from './check-clock';
import { checkDiscovery } from './check-discovery';
import { checkEndpoint } from './check-endpoint';
import { checkFiles } from './check-files';
import { checkGateway } from './check-gateway';
import { checkKeyKind } from './check-key-kind';
import { checkAnchors, checkOrderers } from './check-members';
import { checkCapabilities } from './check-versions';
import { createReporter, type Finding } from './finding';
import { openPeer, type OpenedPeer } from './opened-peer';
import {
  locateCompany,
  readCompanyAccess,
  type CompanyAccess,
  type CompanyAccessOptions,
} from '../access/company-access';
import { readChannelConfig } from '../access/channel-config';
import type { PeerTarget } from '../access/peer-target';

/** Whom `examineCompany` looks at. */
export interface ExamineOptions {
  /** The company's folders and peers, as `readCompanyAccess` takes them. */
  readonly access: CompanyAccessOptions & { readonly env: Readonly<Record<string, string | undefined>> };
  /** The channel that its peers are asked about. */
  readonly channelId: string;
  /** One chaincode; all that are committed otherwise. */
  readonly chaincode?: string | undefined;
  /** The time by which certificates are judged, in milliseconds since 1970 UTC: `Date.now()`. */
  readonly nowMs: number;
  /** One question to a peer; 10 s by default. */
  readonly callTimeoutMs?: number | undefined;
}

async function checkPeerTls(target: PeerTarget, nowMs: number): Promise<readonly Finding[]> {
  const { endpoint, tlsRootCertPem } = target;
  const report = createReporter('tls', endpoint);
  if (tlsRootCertPem === undefined) {
    return [report.skipped('its connection profile says that it is without TLS')];
  }
  const rootsFrom = '--tlsRootCertFiles, or of the connection profile';
  return checkEndpoint({ ...target, roots: [tlsRootCertPem], report, what: 'the peer', rootsFrom, nowMs });
}

/** Peers whose TLS is as it should be are asked more. */
async function checkPeersTls(
  { targets }: CompanyAccess,
  nowMs: number,
): Promise<readonly { target: CompanyAccess['targets'][number]; findings: readonly Finding[] }[]> {
  return Promise.all(
    targets.map(async (target) => ({
      target,
      findings: await checkPeerTls(target, nowMs),
    })),
  );
}

async function examineChannel(
  peers: readonly OpenedPeer[],
  options: ExamineOptions & { ownPeers: number },
): Promise<readonly Finding[]> {
  const { channelId } = options;
  // First: a clock that is far off is why all else is refused.
  const clocks = await Promise.all(peers.map((peer) => checkClock(peer, channelId)));
  const joined = await Promise.all(peers.map((opened) => checkJoined(opened, channelId)));
  const findings = [
    ...clocks.flat(),
    ...joined.flatMap((peer) => peer.findings),
    ...(await checkHeights(joined, channelId)),
  ];
  const members = joined.filter(({ height }) => height !== undefined);
  const [first] = members;
  if (first === undefined) return findings;
  const opened = members.map((member) => member.opened);
  try {
    const { height = 1 } = first;
    return [...findings, ...(await examineMembers({ ...options, first: first.opened, height, opened }))];
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const remedy = 'see that the peer still runs and that this identity may read the channel, and ask again';
    return [...findings, createReporter('channel', channelId).problem(error.message, remedy)];
  }
}

/** What peers that have joined the channel say of it. */
async function examineMembers(
  options: ExamineOptions & {
    first: OpenedPeer;
    opened: readonly OpenedPeer[];
    height: number;
    ownPeers: number;
  },
): Promise<readonly Finding[]> {
  const { first, opened, height, channelId, chaincode, nowMs, ownPeers } = options;
  const view = configToView(await readChannelConfig(first.connection, channelId));
  const mspIds = view.companies.map(({ mspId }) => mspId);
  const discovered = await Promise.all(
    opened.map((peer) => checkDiscovery(peer, { channelId, mspIds, ownPeers })),
  );
  const gateways = await Promise.all(opened.map((peer) => checkGateway(peer, { channelId, mspIds })));
  return [
    ...gateways.flat(),
    ...discovered.flatMap((answer) => answer.findings),
    ...(await checkAnchors(view, { hasGossip: discovered.some(({ hasGossip }) => hasGossip), nowMs })),
    ...(await checkOrderers(view, nowMs)),
    ...(await checkChaincodes(opened, { channelId, name: chaincode, mspIds })),
    ...(await checkNewestBlock(first, { height, nowMs })),
    ...checkCapabilities(view, channelId),
  ];
}

async function examineNetwork(access: CompanyAccess, options: ExamineOptions): Promise<readonly Finding[]> {
  const tls = await checkPeersTls(access, options.nowMs);
  const sound = tls.filter(({ findings }) => findings.every(({ status }) => status !== 'problem'));
  const unasked = tls
    .filter((peer) => !sound.includes(peer))
    .map(({ target }) =>
      createReporter('channel', target.endpoint).skipped('not asked: its TLS has to work first'),
    );
  const { privateKeyPem } = access.identity;
  const findings = tls.flatMap((peer) => peer.findings);
  if (privateKeyPem === undefined) {
    const finding = createReporter('channel', options.channelId).skipped(
      'not asked, for want of the key of an identity',
    );
    return [...findings, finding];
  }
  const signer = createSigner({ ...access.identity, privateKeyPem });
  const { channelId, callTimeoutMs } = options;
  const peers = sound.map(({ target }) => openPeer({ target, signer, channelId, callTimeoutMs }));
  try {
    const ownPeers = access.targets.length;
    const answers = await examineChannel(peers, { ...options, ownPeers });
    return [...findings, ...unasked, ...answers, ...checkKeyKind(access.identity, answers)];
  } finally {
    for (const peer of peers) peer[Symbol.dispose]();
  }
}

/** Without a key there are still peers whose TLS can be looked at. */
async function openAccess({ access }: ExamineOptions): Promise<CompanyAccess | Finding> {
  try {
    const withKey = await readCompanyAccess({ ...access, withKey: true }).catch(() => undefined);
    return withKey ?? (await readCompanyAccess({ ...access, withKey: false }));
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code === 'ARGUMENT_INVALID') throw error;
    return createReporter('tls', 'network').skipped(`no peer was looked at: ${error.message}`);
  }
}

/**
 * Looks at one company's folders, and as its admin at its peers and their channel. Nothing is written anywhere.
 * @example
 * const access = { dir: 'organizations', company: 'Org1MSP', env: process.env };
 * const findings = await examineCompany({ access, channelId: 'mychannel', nowMs: Date.now() });
 * @throws NetworkError ARGUMENT_INVALID, COMPANY_UNKNOWN, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function examineCompany(options: ExamineOptions): Promise<readonly Finding[]> {
  const folders = await locateCompany(options.access);
  const files = await checkFiles(folders, options.nowMs);
  const access = await openAccess(options);
  if ('check' in access) return [...files, access];
  return [...files, ...(await examineNetwork(access, options))];
}
