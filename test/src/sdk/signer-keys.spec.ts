import { connect, KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { expect } from 'chai';
import { createPrivateKey, sign } from 'node:crypto';
import { describeOnNetwork, engine } from '../engine/engine';
import { airMspId, startTestLedger, type TestLedger } from './ledger';
import { registerCompanies } from './setup';

const isV2 = engine === 'fabric' && /^v?2\./.test(process.env['FABRIC_VERSION'] ?? '');

for (const channelCapability of ['V2_0', 'V3_0'] as const) {
  describeOnNetwork(
    `the SDK: keys of clients in a channel of ${channelCapability}`,
    function () {
      let ledger: TestLedger;

      before(async function () {
        // Its nodes cannot join such a channel: network/runner refuses to start them.
        if (isV2 && channelCapability === 'V3_0') this.skip();
        ledger = await startTestLedger({ channelCapability });
        await registerCompanies(ledger);
      });

      after(() => ledger?.[Symbol.asyncDispose]());

      async function connectWith(
        keyType: 'P-384' | 'Ed25519',
        { isOutside }: { isOutside: boolean },
      ): Promise<KonttiClient> {
        const { chaincodeName: chaincode } = ledger.network;
        const company = ledger.network.company(airMspId);
        const { certificatePem, privateKeyPem } = await company.createIdentity({
          name: `erp-${keyType}-${isOutside}`,
          role: 'admin',
          keyType,
        });
        const { endpoint, peerHostAlias: hostAlias, tlsRootPem: tlsRootCertificate } = company;
        const peer = { chaincode, mspId: airMspId, endpoint, hostAlias, tlsRootCertificate };
        const certificate = { ...peer, certificate: certificatePem };
        if (!isOutside) return connect({ ...certificate, privateKey: privateKeyPem });
        const key = createPrivateKey(privateKeyPem);
        // A module that gets a digest signs it as it is.
        const { p384 } = await import('@noble/curves/nist');
        const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
        const signer = (signed: Uint8Array): Uint8Array =>
          keyType === 'Ed25519'
            ? sign(null, signed, key)
            : p384.sign(signed, scalar, { prehash: false }).toBytes('compact');
        return connect({ ...certificate, signer });
      }

      /** Submits and reads. */
      async function use(client: KonttiClient, code: string): Promise<void> {
        const place = { code, name: code, latitudeE6: 0, longitudeE6: 0 };
        await client.companies.registerPlaces({ ref: `place-${code}`, places: [place] });
        expect((await client.companies.get({ mspId: airMspId })).name).to.be.a('string');
      }

      it('submits and reads with a key of P-384, in this process or outside', async () => {
        for (const isOutside of [false, true]) {
          await using client = await connectWith('P-384', { isOutside });
          await use(client, isOutside ? 'AAB' : 'AAA');
        }
      });

      it('does so with one of Ed25519 where the channel takes them, and else is refused by name', async () => {
        for (const isOutside of [false, true]) {
          const used = (async () => {
            await using client = await connectWith('Ed25519', { isOutside });
            await use(client, isOutside ? 'AAD' : 'AAC');
          })();
          if (channelCapability === 'V3_0') {
            await used;
            continue;
          }
          const refusal: unknown = await used.catch((error: unknown) => error);
          expect(refusal).to.be.instanceOf(KonttiError).with.property('code', 'ACCESS_DENIED');
          expect((refusal as KonttiError).message).to.include('Ed25519');
        }
      });
    },
    { ownNetwork: 'it needs channels of two kinds' },
  );
}
