import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { findChainProblem } from './chain-problem';

/** With the serial number -5, as no tool here would make it; its key was thrown away. */
const negativeSerial = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBsDCCAVegAwIBAgIB+zAKBggqhkjOPQQDAjA5MRkwFwYDVQQKExBvcmcxLmV4',
  'YW1wbGUuY29tMRwwGgYDVQQDExNjYS5vcmcxLmV4YW1wbGUuY29tMB4XDTI2MTEy',
  'OTE1MzIxN1oXDTI2MTIwOTE1MzIxN1owKzENMAsGA1UECgwEb3JnMTEOMAwGA1UE',
  'CwwFYWRtaW4xCjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASH',
  '76aWNbIysVwy2jSwzneXwY+1StCs7ZzbfGpKrPjv+s+oKngMHJJwOD+WTsahKpBk',
  'SI4AlV8sxXl9UQeQcy7vo14wXDAOBgNVHQ8BAf8EBAMCB4AwHQYDVR0OBBYEFGoO',
  'Iv19aNRQJ2McFQa6W04iELRoMCsGA1UdIwQkMCKAIB0sRprqCOxv2ElwrIvsEAos',
  'QQOP63ONcMO3SWr51or1MAoGCCqGSM49BAMCA0cAMEQCIDwM34HF7BsNO2tBi9vt',
  'nEAG/4JAmbsjvAsmUj7pqxWdAiBe1TWnAlXzk/3KwClb7BN7B9JvcqNmUlzO7AyN',
  'u3/YJw==',
  '-----END CERTIFICATE-----',
  '',
].join('\n');

describe('a chain by the rules of Go', () => {
  it('has no negative serial number, whatever its dates are', () => {
    expect(findChainProblem([new X509Certificate(negativeSerial)])).to.equal(
      'the serial number of O=org1, OU=admin, CN=x is negative',
    );
  });
});
