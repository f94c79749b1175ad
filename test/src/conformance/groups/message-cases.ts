import { common, peer } from '@hyperledger/fabric-protos';
import { createHash } from 'node:crypto';
import { garbage, results, type ValidationCase } from './validation-case';

const chaincodeId = (name: string, version = '1.0'): peer.ChaincodeID => {
  const id = new peer.ChaincodeID();
  id.setName(name);
  id.setVersion(version);
  return id;
};

const extensionBytes = (name: string | undefined): Uint8Array => {
  const extension = new peer.ChaincodeHeaderExtension();
  if (name !== undefined) {
    extension.setChaincodeId(chaincodeId(name));
  }
  return extension.serializeBinary();
};

const eventOf = (chaincode: string): Uint8Array => {
  const event = new peer.ChaincodeEvent();
  event.setChaincodeId(chaincode);
  event.setEventName('forged');
  return event.serializeBinary();
};

const headers: readonly ValidationCase[] = [
  { name: 'that peers could have endorsed', plan: { results } },
  {
    name: 'of type MESSAGE',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setType(common.HeaderType.MESSAGE);
      },
    },
  },
  {
    name: 'of a type that there is not',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setType(99 as common.HeaderTypeMap['MESSAGE']);
      },
    },
  },
  {
    name: 'of an epoch',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setEpoch(1);
      },
    },
  },
  { name: 'without a nonce', plan: { results, nonce: new Uint8Array() } },
  {
    name: 'with another transaction id',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setTxId('00');
      },
    },
  },
  {
    name: 'without a transaction id',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setTxId('');
      },
    },
  },
  {
    name: 'with a header extension of garbage',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setExtension$(garbage);
      },
    },
  },
  {
    name: 'whose header names no chaincode id',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setExtension$(extensionBytes(undefined));
      },
    },
  },
  {
    name: 'whose header names no chaincode',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setExtension$(extensionBytes(''));
      },
    },
  },
  {
    name: 'whose header names another chaincode',
    plan: {
      results,
      bendChannelHeader: (header) => {
        header.setExtension$(extensionBytes('second'));
      },
    },
  },
];

/** The transaction's first action, changed. */
const bendAction =
  (change: (payload: peer.ChaincodeActionPayload) => void) =>
  (transaction: peer.Transaction): void => {
    const [action] = transaction.getActionsList();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(
      action?.getPayload_asU8() ?? new Uint8Array(),
    );
    change(payload);
    action?.setPayload(payload.serializeBinary());
  };

// Some ways to bend a transaction are not among these: nothing that could stop a real peer is here.
const actions: readonly ValidationCase[] = [
  {
    name: 'without an action',
    plan: {
      results,
      bendTransaction: (transaction) => {
        transaction.setActionsList([]);
      },
    },
  },
  {
    name: 'with its action twice',
    plan: {
      results,
      bendTransaction: (transaction) => {
        transaction.setActionsList([...transaction.getActionsList(), ...transaction.getActionsList()]);
      },
    },
  },
  {
    name: 'with an action header of garbage',
    plan: {
      results,
      bendTransaction: (transaction) => {
        transaction.getActionsList()[0]?.setHeader(garbage);
      },
    },
  },
  {
    name: 'without an action header',
    plan: {
      results,
      bendTransaction: (transaction) => {
        transaction.getActionsList()[0]?.setHeader('');
      },
    },
  },
  {
    name: 'with an action payload of garbage',
    plan: {
      results,
      bendTransaction: (transaction) => {
        transaction.getActionsList()[0]?.setPayload(garbage);
      },
    },
  },
  {
    name: 'with a response payload of garbage',
    plan: {
      results,
      bendTransaction: bendAction((payload) => {
        payload.getAction()?.setProposalResponsePayload(garbage);
      }),
    },
  },
  {
    name: 'without a proposal payload',
    plan: {
      results,
      bendTransaction: bendAction((payload) => {
        payload.setChaincodeProposalPayload('');
      }),
    },
  },
  {
    name: 'whose proposal hash is another',
    plan: {
      results,
      bendResponsePayload: (payload) => {
        payload.setProposalHash(createHash('sha256').digest());
      },
    },
  },
  {
    name: 'without a chaincode action',
    plan: {
      results,
      bendResponsePayload: (payload) => {
        payload.setExtension$('');
      },
    },
  },
  {
    name: 'with a chaincode action of garbage',
    plan: {
      results,
      bendResponsePayload: (payload) => {
        payload.setExtension$(garbage);
      },
    },
  },
  {
    name: 'whose action names no chaincode',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.clearChaincodeId();
      },
    },
  },
  {
    name: 'whose action names another chaincode',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setChaincodeId(chaincodeId('second'));
      },
    },
  },
  {
    name: 'whose action names no version',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setChaincodeId(chaincodeId('keeper', ''));
      },
    },
  },
  {
    name: 'whose action names another version',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setChaincodeId(chaincodeId('keeper', '9.9'));
      },
    },
  },
  {
    name: 'with an event',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setEvents(eventOf('keeper'));
      },
    },
  },
  {
    name: "with another chaincode's event",
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setEvents(eventOf('second'));
      },
    },
  },
  {
    name: 'with an event of garbage',
    plan: {
      results,
      bendChaincodeAction: (action) => {
        action.setEvents(garbage);
      },
    },
  },
];

/** Transactions whose messages are bent. */
export const messageCases: readonly ValidationCase[] = [...headers, ...actions];
