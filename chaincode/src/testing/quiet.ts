/** Refusals are what most specs provoke: fabric's loader would print each of them. Import it before anything of fabric's. */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
