#!/bin/sh
# CHAINCODE_ID is the package's id and CHAINCODE_SERVER_ADDRESS where to listen. With CORE_PEER_TLS_ENABLED=true the key,
# certificate and client authority are in /hyperledger, as the script start:server names them.
set -eu
: "${CHAINCODE_ID:?the id of the package}"
if [ "${CORE_PEER_TLS_ENABLED:-false}" = true ]; then
  exec npm run --silent start:server
fi
exec npm run --silent start:server-nontls
