// Contracts that run in the tests' own process say nothing: what a test expects, it asserts.
process.env.CORE_CHAINCODE_LOGGING_LEVEL ??= 'critical';
process.env.CORE_PEER_LOCALMSPID ??= 'TestMSP';
