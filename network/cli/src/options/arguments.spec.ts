import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import {
  companyToPeerPort,
  parseAddress,
  parseAddresses,
  parseAttribute,
  parseBatchMessages,
  parseBatchTimeout,
  parseBlocks,
  parseChannel,
  parseCompanies,
  parsePort,
} from './arguments';

describe('arguments of kontti', () => {
  it('reads companies with and without a domain', () => {
    expect(parseCompanies('Org1MSP,AirlineMSP=air.example.org')).to.deep.equal([
      { mspId: 'Org1MSP', domain: 'org1.example.com' },
      { mspId: 'AirlineMSP', domain: 'air.example.org' },
    ]);
  });

  it('refuses companies that cannot be in a tree of folders, or twice', () => {
    const many = Array.from({ length: 65 }, (_, index) => `Org${index}MSP`).join(',');
    for (const text of [
      '',
      'a b',
      'Org1MSP=..',
      'Org1MSP=x/y.com',
      'Org1MSP=com',
      'A,A',
      'A=a.b,B=a.b',
      many,
    ]) {
      expect(() => parseCompanies(text), text).to.throw(InvalidArgumentError);
    }
  });

  it('places peers 2000 apart, as fabric-samples does, or anywhere', () => {
    const ports = [0, 1, 2].map((index) => companyToPeerPort({ index, firstPort: 7051 }));
    expect(ports).to.deep.equal([7051, 9051, 11_051]);
    expect(companyToPeerPort({ index: 3, firstPort: 0 })).to.equal(0);
  });

  it('reads numbers, durations, channels and addresses within their bounds', () => {
    expect(parseBatchMessages('500')).to.equal(500);
    expect(parseBatchTimeout('50ms')).to.equal(50);
    expect(parsePort('0')).to.equal(0);
    expect(parseChannel('my.channel-1')).to.equal('my.channel-1');
    expect(parseAddress('127.0.0.1:9999')).to.equal('127.0.0.1:9999');
    expect(parseAddresses('localhost:5984,[::1]:7984')).to.deep.equal(['localhost:5984', '[::1]:7984']);
    const refused: [(text: string) => unknown, string][] = [
      [parseBatchMessages, '0'],
      [parseBatchMessages, '1e3'],
      [parseBatchMessages, '100001'],
      [parseBatchTimeout, '0s'],
      [parseBatchTimeout, '2h'],
      [parseBatchTimeout, '50'],
      [parsePort, '65536'],
      [parsePort, '-1'],
      [parseChannel, 'MyChannel'],
      [parseChannel, ''],
      [parseAddress, 'localhost'],
      [parseAddresses, 'localhost:5984,'],
      [parseAddresses, 'localhost:5984, localhost:7984'],
    ];
    for (const [parse, text] of refused) expect(() => parse(text), text).to.throw(InvalidArgumentError);
  });

  it('reads what cuts blocks', () => {
    expect(['automatic', 'by-hand', '1m30s'].map(parseBlocks)).to.deep.equal([
      'automatic',
      'by-hand',
      { everyMs: 90_000 },
    ]);
    for (const text of ['', 'manual', '0s', '2h', '0.5ms']) {
      expect(() => parseBlocks(text), text).to.throw(InvalidArgumentError);
    }
  });

  it('gathers attributes', () => {
    const first = parseAttribute('kontti.role=operator', {});
    expect(parseAttribute('note=a=b', first)).to.deep.equal({ 'kontti.role': 'operator', note: 'a=b' });
    for (const text of ['', 'role', '=value', 'a b=c']) {
      expect(() => parseAttribute(text, {}), text).to.throw(InvalidArgumentError);
    }
  });
});
