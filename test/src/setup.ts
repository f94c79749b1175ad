// Contracts that run in the tests' own process say nothing: what a test expects, it asserts.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'critical';
// fabric-shim does not serve without a company's name; contracts in the tests' process serve several.
process.env['CORE_PEER_LOCALMSPID'] ??= 'TestMSP';
