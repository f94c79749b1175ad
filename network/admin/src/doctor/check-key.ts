import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding, type Reporter } from './finding';
import { certificatesOf, commonNameOf, type KeyFile, type MspFiles } from './msp-files';

const otherReadersMask = 0o077;

function toKey({ pem }: KeyFile): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function belongs(key: KeyFile, certificate: X509Certificate): boolean {
  const opened = toKey(key);
  return opened !== undefined && certificate.checkPrivateKey(opened);
}

/** Keys that others of this machine may read; Windows has no such bits. */
function checkModes(keys: readonly KeyFile[], report: Reporter): readonly Finding[] {
  if (process.platform === 'win32') return [];
  return keys
    .filter(({ mode }) => (mode & otherReadersMask) !== 0)
    .map(({ file, mode }) =>
      report.warning(
        `other users of this machine may read ${file} (mode ${mode.toString(8)})`,
        `chmod 600 ${file}`,
      ),
    );
}

/** Whether one of these keys belongs to the certificate, and none is open to others. */
export function judgeKeys(options: {
  certificate: X509Certificate;
  keys: readonly KeyFile[];
  place: string;
  report: Reporter;
}): readonly Finding[] {
  const { certificate, keys, place, report } = options;
  const name = commonNameOf(certificate);
  if (keys.length === 0) {
    return [report.skipped(`no key in ${place}: it is kept elsewhere, and kontti chaincode signs offline`)];
  }
  const modes = checkModes(keys, report);
  if (!keys.some((key) => belongs(key, certificate))) {
    const message = `no key in ${place} belongs to the certificate of ${name}`;
    return [
      ...modes,
      report.problem(message, 'put the key there with which the certificate was made, or enrol again'),
    ];
  }
  return modes.length > 0 ? modes : [report.ok(`the key belongs to the certificate of ${name}`)];
}

/** The first block of PEM, at the beginning of a line, alone counts in a keystore (bccsp/sw/fileks.go). */
function isRead({ pem }: KeyFile): boolean {
  const [, label = ''] = /(?:^|\n)-----BEGIN ([^\r\n]*)-----/.exec(pem) ?? [];
  return /^(?:[A-Z]+ )?PRIVATE KEY$/.test(label);
}

/** Keys behind `EC PARAMETERS` or a byte order mark are not found. */
function checkFirstBlock(certificate: X509Certificate, msp: MspFiles, report: Reporter): readonly Finding[] {
  const own = msp.keys.filter((key) => belongs(key, certificate));
  if (own.length === 0 || own.some(isRead)) return [];
  return own.map(({ file }) =>
    report.problem(
      `${file} does not begin with its key: Fabric's programs read the first block of PEM alone, at the beginning of a line`,
      `openssl pkcs8 -topk8 -nocrypt -in ${file} -out KEY, and put KEY in its place`,
    ),
  );
}

/** The same for an MSP folder. */
export function checkKey({ subject }: MspFolder, msp: MspFiles): readonly Finding[] {
  const report = createReporter('key', subject);
  const [certificate] = certificatesOf(msp.signCerts);
  if (certificate === undefined) return [];
  const unread = checkFirstBlock(certificate, msp, report);
  if (unread.length > 0) return unread;
  return judgeKeys({ certificate, keys: msp.keys, place: join(msp.directory, 'keystore'), report });
}
