import { msp } from '@hyperledger/fabric-protos';
import { createBoundedCache, type BoundedCache } from '../base/bounded-cache';
import { NetworkError } from '../base/errors';
import { limits } from '../base/limits';
import { type CompanyMsp, createCompanyMsp } from './company-msp';
import { type ParsedIdentity, parseIdentity } from './identity';
import { isPrincipal } from './principal';
import type { Identity, MspConfig, MspManager } from './types';

interface MspManagerOptions {
  readonly configs: readonly MspConfig[];
  /**
   * Whether keys of Ed25519 count: in channels with the capability V3_0, and in what peers of v3 decide without a channel. They do not
   * by default. Mirrors msp/mspimplsetup.go setupV3.
   */
  readonly takesEd25519?: boolean;
}

interface Company {
  readonly config: MspConfig;
  readonly msp: CompanyMsp;
}

/** Reads an identity of one of the companies. @throws NetworkError IDENTITY_UNKNOWN */
function parseKnown(
  serialized: Uint8Array,
  known: {
    readonly companies: ReadonlyMap<string, Company>;
    readonly goodSignatures: BoundedCache<string, true>;
  },
): ParsedIdentity {
  const { companies, goodSignatures } = known;
  try {
    const message = msp.SerializedIdentity.deserializeBinary(serialized);
    const mspId = message.getMspid();
    const company = companies.get(mspId);
    if (!company) throw new TypeError(`MSP ${JSON.stringify(mspId)} is unknown`);
    // A copy: the bytes may be a view of a whole block that would stay in memory with the cached identity.
    const identity = parseIdentity({
      mspId,
      serialized: Uint8Array.from(serialized),
      certificateBytes: message.getIdBytes_asU8(),
      goodSignatures,
      roleOf: (units) => company.msp.roleOf(units),
    });
    if (!company.msp.isIssued(identity)) throw new TypeError('another authority issued the certificate');
    return identity;
  } catch (cause) {
    throw new NetworkError({
      code: 'IDENTITY_UNKNOWN',
      message: 'The bytes are no identity of a company of this channel.',
      cause,
    });
  }
}

/** Knows the companies of a channel and judges their identities. Mirrors msp/mspmgrimpl.go. */
export function createMspManager(options: MspManagerOptions): MspManager {
  const companies = new Map<string, Company>(
    options.configs.map((config) => [config.mspId, { config, msp: createCompanyMsp(config, options) }]),
  );
  const parsed = createBoundedCache<string, ParsedIdentity>({ entriesMax: limits.cachedIdentitiesMax });
  const goodSignatures = createBoundedCache<string, true>({ entriesMax: limits.goodSignaturesMax });
  const parsedOf = new WeakMap<Identity, ParsedIdentity>();

  function deserialize(serialized: Uint8Array): ParsedIdentity {
    const cacheKey = Buffer.from(serialized.buffer, serialized.byteOffset, serialized.byteLength).toString(
      'latin1',
    );
    const known = parsed.get(cacheKey);
    if (known) return known;
    const identity = parseKnown(serialized, { companies, goodSignatures });
    parsed.set(cacheKey, identity);
    parsedOf.set(identity, identity);
    return identity;
  }

  /** Identities of another manager, or written by hand, are judged by their bytes. */
  function own(identity: Identity): ParsedIdentity {
    return parsedOf.get(identity) ?? deserialize(identity.serialized);
  }

  function companyOf(identity: ParsedIdentity): Company {
    const company = companies.get(identity.mspId);
    if (company) return company;
    throw new NetworkError({ code: 'IDENTITY_UNKNOWN', message: `MSP ${identity.mspId} is unknown.` });
  }

  return {
    mspIds: [...companies.keys()],
    config: (mspId) => companies.get(mspId)?.config,
    deserialize,
    validate(identity) {
      const parsedIdentity = own(identity);
      companyOf(parsedIdentity).msp.validate(parsedIdentity);
    },
    satisfies({ identity, principal }) {
      try {
        const parsedIdentity = own(identity);
        const company = companyOf(parsedIdentity).msp;
        return isPrincipal({ identity: parsedIdentity, company, principal, deserialize });
      } catch {
        // Malformed principals and invalid identities satisfy nothing.
        return false;
      }
    },
  };
}
