import { textToAddress } from '@kontti/fabric-protocol/base';
import type { Finding, Reporter } from './finding';
import { errorToCode, shakeHands, type Handshake } from './handshake';
import { carriesName, hostsOf } from './host-names';
import { doctorLimits } from './limits';
import { commonNameOf } from './msp-files';

interface EndpointOptions {
  readonly endpoint: string;
  /** PEM of the TLS CAs that may vouch for it. */
  readonly roots: readonly string[];
  /** The name in its certificate, when it is reached by another. */
  readonly hostAlias?: string | undefined;
  readonly report: Reporter;
  /** What it is, for messages: `the peer`. */
  readonly what: string;
  /** Where the roots come from, for remedies. */
  readonly rootsFrom: string;
  readonly nowMs: number;
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
]);
const unknownHostCodes = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const expiredCodes = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function judgeFailure(error: unknown, { endpoint, report, what }: EndpointOptions): Finding {
  const code = errorToCode(error);
  if (unknownHostCodes.has(code)) {
    return report.problem(
      `the name in ${endpoint} is not known to this machine (${code})`,
      'correct the address, or add the name to DNS or the hosts file',
    );
  }
  if (awayCodes.has(code)) {
    return report.problem(
      `${what} does not answer at ${endpoint} (${code})`,
      'start it, or correct the address and the firewall',
    );
  }
  return report.problem(
    `${what} at ${endpoint} does not speak TLS (${code})`,
    'switch TLS on there, or name the port of its gRPC service',
  );
}

function judgeTrust({ certificate, distrust }: Handshake, options: EndpointOptions): Finding | undefined {
  const { report, what, rootsFrom } = options;
  if (distrust === undefined) return undefined;
  const name = commonNameOf(certificate);
  if (expiredCodes.has(distrust)) {
    const message = `the certificate that ${what} shows, ${name}, or one above it is not valid now: ${certificate.validFrom} to ${certificate.validTo}`;
    return report.problem(
      message,
      'renew its TLS certificate and restart it; see also that the clocks are right',
    );
  }
  const message = `${what} shows ${name}, issued by ${certificate.issuer.replaceAll('\n', ', ')}, for which the given root does not vouch (${distrust})`;
  return report.problem(message, `take the TLS CA of the company that runs it as ${rootsFrom}`);
}

/** A TLS handshake: whether it answers, who vouches for what it shows, and whether that is for the name by which it is reached. */
export async function checkEndpoint(options: EndpointOptions): Promise<readonly Finding[]> {
  const { endpoint, report, roots, what, hostAlias, nowMs } = options;
  const address = textToAddress(endpoint);
  if (address === undefined) return [report.problem(`${endpoint} is no host:port`, 'correct the address')];
  const name = hostAlias ?? address.host;
  let shown: Handshake;
  try {
    shown = await shakeHands({ ...address, roots, name });
  } catch (error) {
    return [judgeFailure(error, options)];
  }
  const { certificate } = shown;
  const findings: Finding[] = [];
  const distrust = judgeTrust(shown, options);
  if (distrust !== undefined) findings.push(distrust);
  if (!carriesName(certificate, name)) {
    const message = `${what}'s certificate is not for ${name}: it names ${hostsOf(certificate)}`;
    findings.push(
      report.problem(message, `reach it by a name in its certificate, or give --host-alias with one`),
    );
  }
  const leftMs = Date.parse(certificate.validTo) - nowMs;
  if (leftMs > 0 && leftMs < doctorLimits.expirySoonMs) {
    const message = `${what}'s TLS certificate expires on ${certificate.validTo}`;
    findings.push(report.warning(message, 'renew it and restart the node'));
  }
  if (findings.length > 0) return findings;
  return [report.ok(`${what} shows ${commonNameOf(certificate)}, which the root vouches for`)];
}
