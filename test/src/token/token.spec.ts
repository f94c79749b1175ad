import { connect, KonttiError, openToken, recordReadings, verifyBatch, type Token } from '@kontti/client-sdk';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';
import { findSoftHsm, SoftToken, tokenLabel, tokenPin } from './soft-token';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const shipmentId = `${forwarderMspId}/S-1`;
const deviceIds = [1, 2, 3].map((number) => `${forwarderMspId}/D-${number}`);
const ROWS = 100;

const hsm = findSoftHsm();

if (typeof hsm === 'string') {
  describe.skip(`keys in a token (not on this machine: ${hsm})`, () => {
    it('sign readings and proposals');
  });
} else {
  describeOnNetwork('keys in a token', () => {
    let ledger: TestLedger;
    let soft: SoftToken;

    before(async () => {
      soft = await SoftToken.create(hsm);
      ledger = await startTestLedger();
      await registerCompanies(ledger);
      await ledger.clients.forwarder.shipments.consign({
        ...{ shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK', conditions: {} },
      });
      for (const deviceId of deviceIds) soft.generate(deviceId);
    });

    after(async () => {
      await ledger?.[Symbol.asyncDispose]();
      await soft?.[Symbol.asyncDispose]();
    });

    const open = (pin: () => string = () => tokenPin): Token =>
      openToken({ library: soft.library, label: tokenLabel, pin });

    const rowsFrom = (second: number) =>
      Array.from({ length: ROWS }, (_, row) =>
        deviceIds.map((deviceId) => ({
          ...{ deviceId, shipmentId, temperatureMilliC: 4_000 + row },
          at: new Date(startMs + (second + row) * 1_000),
        })),
      ).flat();

    it("sign a company's proposals and its devices' readings, also after the sessions were lost", async () => {
      using token = open();
      const { chaincodeName: chaincode } = ledger.network;
      const company = ledger.network.company(forwarderMspId);
      const { certificatePem: certificate, privateKeyPem } = await company.createIdentity({
        name: 'erp',
        role: 'admin',
      });
      soft.take('erp', privateKeyPem);
      const { endpoint, peerHostAlias: hostAlias, tlsRootPem: tlsRootCertificate } = company;
      await using client = await connect({
        ...{ chaincode, mspId: forwarderMspId, endpoint, hostAlias, tlsRootCertificate, certificate },
        signer: token.key('erp').sign,
      });
      for (const deviceId of deviceIds) {
        await client.companies.registerDevice({ deviceId, publicKey: token.key(deviceId).publicKey });
      }
      const record = (second: number) =>
        recordReadings({
          ...{ client, rows: rowsFrom(second), readingsMax: 10 },
          signerOf: (deviceId) => token.key(deviceId),
        });
      expect(await record(0)).to.include({ recorded: 3 * ROWS, rejected: 0 });
      soft.endSessions();
      // The signature that meets the lost session fails by name, and what was not recorded is given again.
      const met: unknown = await record(ROWS).catch((error: unknown) => error);
      expect(met).to.be.instanceOf(KonttiError).with.property('code', 'SIGNER_FAILED');
      const { recorded, present, rejected } = await record(ROWS);
      expect([recorded + present, rejected]).to.deep.equal([3 * ROWS, 0]);
      let readings = 0;
      for (const deviceId of deviceIds) {
        const { publicKey } = token.key(deviceId);
        for await (const { bytes } of client.readings.queryBatches({ deviceId })) {
          const batch = { bytes: Buffer.from(bytes, 'base64'), publicKey };
          readings += verifyBatch(batch).readings.length;
        }
      }
      expect(readings).to.equal(6 * ROWS);
    });

    const codeOf = (work: () => unknown): string => {
      try {
        work();
        return 'nothing';
      } catch (error) {
        return error instanceof KonttiError ? `${error.code} ${error.message}` : String(error);
      }
    };

    it('are refused by name where library, token, PIN or key are others', () => {
      const { library } = soft;
      const pin = (): string => tokenPin;
      expect(codeOf(() => openToken({ library: '/nowhere.so', label: tokenLabel, pin }))).to.match(
        /^TOKEN_UNUSABLE .*nowhere\.so/,
      );
      expect(codeOf(() => openToken({ library, label: 'other', pin }))).to.match(/^TOKEN_UNUSABLE .*other/);
      expect(codeOf(() => openToken({ library, label: tokenLabel } as never))).to.match(
        /^OPTIONS_INVALID .*pin/,
      );
      using token = open();
      expect(codeOf(() => token.key('absent'))).to.match(/^TOKEN_UNUSABLE .*no private key .* absent/);
      soft.generate('twice');
      soft.generate('twice');
      expect(codeOf(() => token.key('twice'))).to.match(/^TOKEN_UNUSABLE .*more than one/);
      token.close();
      expect(codeOf(() => token.key(deviceIds[0] ?? ''))).to.match(/^TOKEN_UNUSABLE .*closed/);
    });

    it('are not asked again with a PIN that was refused, which would lock the token', async () => {
      let asked = 0;
      let isRight = true;
      using token = open(() => {
        asked += 1;
        return isRight ? tokenPin : '00000000';
      });
      const { sign } = token.key(deviceIds[0] ?? '');
      const outcomeOf = async (): Promise<string> => {
        try {
          return `${(await sign(Buffer.alloc(32, 1))).length} bytes`;
        } catch (error) {
          return error instanceof KonttiError ? error.code : 'lost';
        }
      };
      expect(await outcomeOf()).to.equal('64 bytes');
      isRight = false;
      soft.endSessions();
      expect(await outcomeOf()).to.equal('lost');
      for (let tries = 0; tries < 3; tries += 1) expect(await outcomeOf()).to.equal('TOKEN_UNUSABLE');
      expect(asked).to.equal(2);
    });
  });
}
