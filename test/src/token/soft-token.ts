import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Driver from 'pkcs11js';

/** Where distributions put SoftHSM's library. */
const PLACES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** Object identifier of P-256 in DER. */
const P256 = Buffer.from('06082a8648ce3d030107', 'hex');

/** State of a session that nobody logged in to. */
const CKS_RW_PUBLIC_SESSION = 2;

export const tokenLabel = 'kontti-test';
export const tokenPin = '98765432';
const ownerPin = '12345678';

/** What a test needs of this machine. */
interface SoftHsm {
  readonly library: string;
  readonly driver: typeof Driver;
}

/** SoftHSM and the package that calls it; the name of what is missing. */
export function findSoftHsm(): SoftHsm | string {
  const library = PLACES.find((place) => existsSync(place));
  if (library === undefined) return 'SoftHSM (softhsm2)';
  try {
    return { library, driver: require('pkcs11js') as typeof Driver };
  } catch {
    return 'pkcs11js';
  }
}

/** A token in a folder for temporary files. It is the only one of this process, since SoftHSM reads where tokens are from a variable. */
export class SoftToken {
  readonly library: string;
  readonly #folder: string;
  readonly #driver: typeof Driver;
  readonly #pkcs11: Driver.PKCS11;

  private constructor({ library, driver }: SoftHsm, folder: string) {
    this.library = library;
    this.#folder = folder;
    this.#driver = driver;
    this.#pkcs11 = new driver.PKCS11();
    this.#pkcs11.load(library);
    this.#pkcs11.C_Initialize();
  }

  static async create(hsm: SoftHsm): Promise<SoftToken> {
    const folder = await mkdtemp(join(tmpdir(), 'kontti-token-'));
    await mkdir(join(folder, 'tokens'));
    const settings = [`directories.tokendir = ${join(folder, 'tokens')}`, 'objectstore.backend = file'];
    await writeFile(join(folder, 'softhsm2.conf'), `${settings.join('\n')}\nlog.level = ERROR\n`);
    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
    const token = new SoftToken(hsm, folder);
    token.#initialize();
    return token;
  }

  /** Makes a key pair of P-256 in the token. */
  generate(label: string): void {
    const { CKA_EC_PARAMS, CKA_VERIFY, CKM_EC_KEY_PAIR_GEN } = this.#driver;
    const named = this.#named(label);
    this.#withSession((session) => {
      this.#pkcs11.C_GenerateKeyPair(
        session,
        { mechanism: CKM_EC_KEY_PAIR_GEN },
        [...named, { type: CKA_EC_PARAMS, value: P256 }, { type: CKA_VERIFY, value: true }],
        [...named, ...this.#secret()],
      );
    });
  }

  /** Takes a key of P-256 into the token. */
  take(label: string, privateKeyPem: string): void {
    const { CKA_CLASS, CKA_EC_PARAMS, CKA_EC_POINT, CKA_VALUE, CKO_PUBLIC_KEY } = this.#driver;
    const key = createPrivateKey(privateKeyPem);
    const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
    const point = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-65);
    const octets = Buffer.concat([Buffer.from([4, point.length]), point]);
    const named = [...this.#named(label), { type: CKA_EC_PARAMS, value: P256 }];
    this.#withSession((session) => {
      const open = [
        { type: CKA_CLASS, value: CKO_PUBLIC_KEY },
        { type: CKA_EC_POINT, value: octets },
      ];
      this.#pkcs11.C_CreateObject(session, [...named, ...open]);
      const hidden = [...this.#secret(), { type: CKA_VALUE, value: scalar }];
      this.#pkcs11.C_CreateObject(session, [...named, ...hidden]);
    });
  }

  /** Ends all sessions of this process, as a token does that is pulled out. */
  endSessions(): void {
    this.#pkcs11.C_CloseAllSessions(this.#slot());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pkcs11.C_Finalize();
    this.#pkcs11.close();
    delete process.env['SOFTHSM2_CONF'];
    await rm(this.#folder, { recursive: true, force: true });
  }

  #initialize(): void {
    const { CKU_SO } = this.#driver;
    this.#pkcs11.C_InitToken(this.#slot(), ownerPin, tokenLabel.padEnd(32));
    const session = this.#open();
    this.#pkcs11.C_Login(session, CKU_SO, ownerPin);
    this.#pkcs11.C_InitPIN(session, tokenPin);
    this.#pkcs11.C_Logout(session);
    this.#pkcs11.C_CloseSession(session);
  }

  /** The token, or the slot in which it is made. */
  #slot(): Buffer {
    const slots = this.#pkcs11.C_GetSlotList(true);
    const slot = slots.find((each) => this.#pkcs11.C_GetTokenInfo(each).label.trim() === tokenLabel);
    const found = slot ?? slots[0];
    if (found === undefined) throw new Error('SoftHSM has no slot');
    return found;
  }

  #open(): Buffer {
    const { CKF_RW_SESSION, CKF_SERIAL_SESSION } = this.#driver;
    return this.#pkcs11.C_OpenSession(this.#slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION);
  }

  #withSession(work: (session: Buffer) => void): void {
    const session = this.#open();
    try {
      // All sessions of a process are logged in at once.
      if (this.#pkcs11.C_GetSessionInfo(session).state === CKS_RW_PUBLIC_SESSION) {
        this.#pkcs11.C_Login(session, this.#driver.CKU_USER, tokenPin);
      }
      work(session);
    } finally {
      this.#pkcs11.C_CloseSession(session);
    }
  }

  #named(label: string) {
    const { CKA_KEY_TYPE, CKA_LABEL, CKA_TOKEN, CKK_EC } = this.#driver;
    return [
      { type: CKA_KEY_TYPE, value: CKK_EC },
      { type: CKA_TOKEN, value: true },
      { type: CKA_LABEL, value: label },
    ];
  }

  #secret() {
    const { CKA_CLASS, CKA_EXTRACTABLE, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN, CKO_PRIVATE_KEY } =
      this.#driver;
    return [
      { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
      { type: CKA_PRIVATE, value: true },
      { type: CKA_SENSITIVE, value: true },
      { type: CKA_EXTRACTABLE, value: false },
      { type: CKA_SIGN, value: true },
    ];
  }
}
