// The generated messages find one another through one global object, and fabric-shim brings an older copy of them. Whichever
// copy is loaded second would pick up classes of the first. So this package's copy is loaded with a clean object. Import
// this before anything that imports messages.

const scope = globalThis as { proto?: unknown };

if (!(require.resolve('@hyperledger/fabric-protos') in require.cache)) {
  delete scope.proto;
}

export {};
