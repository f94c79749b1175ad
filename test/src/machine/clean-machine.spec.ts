import { readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cleanEnvironment } from './clean-environment';

describe('the machine that specs see', () => {
  it('has a home of its own, with nothing in it but what this run wrote', () => {
    expect(homedir().startsWith(tmpdir())).to.equal(true);
    expect(readdirSync(homedir()).filter((name) => name !== '.npm')).to.deep.equal([]);
    expect(process.env['npm_config_cache']).to.equal(join(homedir(), '.npm'));
  });

  it('keeps what tests are asked for by, and the way to programs', () => {
    const env = { PATH: '/bin', SEED: '1', FABRIC_BIN: 'bin', KONTTI_TEST_ENGINE: 'fabric', TZ: 'UTC' };
    expect(cleanEnvironment(env, 'home')).to.include(env);
  });

  for (const name of [
    ...['CORE_PEER_ADDRESS', 'CORE_PEER_MSPCONFIGPATH', 'FABRIC_CFG_PATH', 'ORDERER_CA', 'CHANNEL_NAME'],
    ...[
      'CHAINCODE_NAME',
      'KONTTI_CACHE',
      'XDG_CACHE_HOME',
      'MSP_ID',
      'https_proxy',
      'grpc_proxy',
      'FORCE_COLOR',
    ],
  ]) {
    it(`has no ${name}, whatever its user has set`, () => {
      expect(cleanEnvironment({ [name]: 'set' }, 'home')).not.to.have.property(name);
    });
  }
});
