import { createError } from '../errors';

interface Attribute {
  readonly type: number;
  readonly value?: string | number | boolean | Buffer;
}

/** What this package uses of `pkcs11js`: a library's functions, as PKCS #11 names them. */
export interface Pkcs11 {
  load(library: string): void;
  close(): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Buffer[];
  C_GetTokenInfo(slot: Buffer): { readonly label: string };
  C_OpenSession(slot: Buffer, flags: number): Buffer;
  C_CloseSession(session: Buffer): void;
  C_Login(session: Buffer, userType: number, pin: string): void;
  C_FindObjectsInit(session: Buffer, template: Attribute[]): void;
  C_FindObjects(session: Buffer, countMax: number): Buffer[];
  C_FindObjectsFinal(session: Buffer): void;
  C_GetAttributeValue(session: Buffer, object: Buffer, query: Attribute[]): Attribute[];
  C_SignInit(session: Buffer, mechanism: { readonly mechanism: number }, key: Buffer): void;
  C_SignAsync(session: Buffer, data: Buffer, signature: Buffer): Promise<Buffer>;
}

/** The package that calls libraries of PKCS #11. */
export interface Driver {
  readonly PKCS11: new () => Pkcs11;
}

/** A library of this process, while some token of it is open. */
export interface TokenModule {
  readonly pkcs11: Pkcs11;
  /** Ends the use; the last one ends the library. */
  release(): void;
}

const CKR_ALREADY_INITIALIZED = 0x191;

interface Started {
  readonly pkcs11: Pkcs11;
  /** False where something else in this process started it, and ends it. */
  readonly isOwn: boolean;
}

/** A library is started once in a process, and ended for all tokens at once. */
const modules = new Map<string, Started & { uses: number }>();

/** Loads a library of PKCS #11. @throws TOKEN_DRIVER_MISSING, TOKEN_UNUSABLE */
export function openModule(library: string, load = requireDriver): TokenModule {
  const found = modules.get(library) ?? { ...startLibrary(library, loadDriver(load)), uses: 0 };
  modules.set(library, found);
  found.uses += 1;
  return {
    pkcs11: found.pkcs11,
    release: () => {
      found.uses -= 1;
      if (found.uses > 0) return;
      modules.delete(library);
      if (found.isOwn) found.pkcs11.C_Finalize();
      found.pkcs11.close();
    },
  };
}

function startLibrary(library: string, { PKCS11 }: Driver): Started {
  const pkcs11 = new PKCS11();
  try {
    pkcs11.load(library);
    pkcs11.C_Initialize();
    return { pkcs11, isOwn: true };
  } catch (cause) {
    if (codeOf(cause) === CKR_ALREADY_INITIALIZED) {
      return { pkcs11, isOwn: false };
    }
    throw createError('TOKEN_UNUSABLE', { because: `its library ${library} does not start`, cause });
  }
}

function requireDriver(): Driver {
  return require('pkcs11js') as Driver;
}

function loadDriver(load: () => Driver): Driver {
  try {
    return load();
  } catch (cause) {
    throw createError('TOKEN_DRIVER_MISSING', { cause, details: { package: 'pkcs11js' } });
  }
}

/** The library's return value, where an error has one. */
export function codeOf(error: unknown): number | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}
