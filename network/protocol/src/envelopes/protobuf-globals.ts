import * as protos from '@hyperledger/fabric-protos';

// The generated messages find one another through one global object. fabric-shim brings an older copy of them, which puts
// its own classes there when contracts are loaded into this process: newer fields would then be lost without an error.

/** The global names of the packages that this process exchanges. */
const packages: Readonly<Record<string, object>> = {
  common: protos.common,
  protos: protos.peer,
  lifecycle: protos.peer.lifecycle,
  gateway: protos.gateway,
  orderer: protos.orderer,
  msp: protos.msp,
  rwset: protos.ledger.rwset,
  kvrwset: protos.ledger.rwset.kvrwset,
  queryresult: protos.ledger.queryresult,
};

type Namespace = Record<string, unknown>;

/** Makes messages use this package's own generated classes again; the older copy's are a subset of them. */
export function restoreProtobufGlobals(): void {
  const { proto } = globalThis as unknown as { proto?: Record<string, Namespace> };
  for (const [name, messages] of Object.entries(packages)) {
    const namespace = proto?.[name];
    if (namespace === undefined) {
      continue;
    }
    for (const [message, type] of Object.entries(messages) as [string, unknown][]) {
      if (typeof type === 'function' && message in namespace) {
        namespace[message] = type;
      }
    }
  }
}
