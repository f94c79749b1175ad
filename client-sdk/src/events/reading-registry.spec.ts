import { expect } from 'chai';
import { createFact } from '@kontti/model';
import type { AnyFact } from '@kontti/model';
import { createReadingRegistry } from './reading-registry';
import type { RegistrySource } from './reading-registry';

const never = (): Promise<never> => Promise.reject(new Error('not asked for'));
const source = { companies: { getDevice: never }, shipments: { get: never } } as unknown as RegistrySource;
const deviceId = 'AMSP/D-1';

const registered = createFact({
  type: 'device.registered',
  key: `device/${deviceId}`,
  ref: 'D-1',
  at: 1,
  body: { publicKey: 'key', keyType: 'Ed25519' },
});
const revoked = createFact({
  type: 'device.revoked',
  key: `device/${deviceId}/revoked`,
  ref: 'revoked',
  at: 2,
  body: { reason: 'lost' },
});
const proven = (fact: unknown) => [{ fact: fact as AnyFact, digest: '' }];

describe('createReadingRegistry', () => {
  it('remembers a revocation also when another stream shows the registration again', async () => {
    const registry = createReadingRegistry(source);
    registry.observe(proven(registered));
    registry.observe(proven(revoked));
    registry.observe(proven(registered));
    expect(await registry.findDevice(deviceId)).to.deep.equal({ publicKey: 'key', revokedAtMs: 2 });
  });
});
