import { peer } from '@hyperledger/fabric-protos';
import type { Bend } from './envelope';

const { Type } = peer.ChaincodeMessage;
type MessageType = peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap];

interface Serializable {
  serializeBinary(): Uint8Array;
}

function fill<T extends object>(message: T, values: Readonly<Record<string, unknown>>): T {
  for (const [name, value] of Object.entries(values)) {
    const set: unknown = Reflect.get(message, `set${name}`);
    if (typeof set === 'function') Reflect.apply(set, message, [value]);
  }
  return message;
}

function chaincodeCall(): Serializable {
  const input = fill(new peer.ChaincodeInput(), { ArgsList: [Buffer.from('get'), Buffer.from('key')] });
  const id = fill(new peer.ChaincodeID(), { Name: 'keeper' });
  return fill(new peer.ChaincodeSpec(), {
    ChaincodeId: id,
    Input: input,
    Type: peer.ChaincodeSpec.Type.NODE,
  });
}

const key = { Key: 'key', Collection: 'both' };
const value = Buffer.from('value');
const page = fill(new peer.QueryMetadata(), { Pagesize: 3 }).serializeBinary();
const range = { Startkey: 'a', Endkey: 'z' };
const metadata = fill(new peer.StateMetadata(), { Metakey: 'VALIDATION_PARAMETER', Value: value });

/** Everything that a chaincode may ask of its peer, once each; a `QUERY_STATE_NEXT` needs luck to name a query that is open. */
const requests: readonly (readonly [MessageType, Serializable])[] = [
  [Type.GET_STATE, fill(new peer.GetState(), { Key: 'key' })],
  [Type.GET_STATE, fill(new peer.GetState(), key)],
  [Type.PUT_STATE, fill(new peer.PutState(), { Key: 'key', Value: value })],
  [Type.PUT_STATE, fill(new peer.PutState(), { ...key, Value: value })],
  [Type.DEL_STATE, fill(new peer.DelState(), { Key: 'key' })],
  [Type.PURGE_PRIVATE_DATA, fill(new peer.PurgePrivateState(), key)],
  [Type.GET_STATE_METADATA, fill(new peer.GetStateMetadata(), { Key: 'key' })],
  [Type.PUT_STATE_METADATA, fill(new peer.PutStateMetadata(), { Key: 'key', Metadata: metadata })],
  [Type.GET_PRIVATE_DATA_HASH, fill(new peer.GetState(), key)],
  [Type.GET_STATE_BY_RANGE, fill(new peer.GetStateByRange(), range)],
  [Type.GET_STATE_BY_RANGE, fill(new peer.GetStateByRange(), { ...range, Metadata: page })],
  [Type.GET_STATE_BY_RANGE, fill(new peer.GetStateByRange(), { ...range, Collection: 'both' })],
  [
    Type.GET_QUERY_RESULT,
    fill(new peer.GetQueryResult(), { Query: '{"selector":{"a":{"$gt":1}}}', Metadata: page }),
  ],
  [Type.GET_HISTORY_FOR_KEY, fill(new peer.GetHistoryForKey(), { Key: 'key' })],
  [Type.QUERY_STATE_NEXT, fill(new peer.QueryStateNext(), { Id: '1' })],
  [Type.QUERY_STATE_CLOSE, fill(new peer.QueryStateClose(), { Id: '1' })],
  [Type.INVOKE_CHAINCODE, chaincodeCall()],
  [Type.KEEPALIVE, new peer.ChaincodeMessage()],
];

/** A request of a transaction, chosen by its place in the list, with a bent payload. */
export function shimRequest(options: {
  index: number;
  txId: string;
  channelId: string;
  bend: Bend;
}): Uint8Array {
  const [type, payload] = requests[options.index % requests.length] ?? [
    Type.KEEPALIVE,
    new peer.ChaincodeMessage(),
  ];
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  message.setTxid(options.txId);
  message.setChannelId(options.channelId);
  message.setPayload(options.bend(payload.serializeBinary()));
  return message.serializeBinary();
}

/** How many requests there are. */
export const shimRequestsCount = requests.length;
