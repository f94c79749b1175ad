import { peer } from '@hyperledger/fabric-protos';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import { replyTo, startFakeChaincode, type FakeStream } from '@kontti/devnet/testing/fake-chaincode';
import type { Stage } from '../stage';

const { Type } = peer.ChaincodeMessage;

type Behaviour = (
  context: { readonly request: peer.ChaincodeMessage; readonly stream: FakeStream },
  args: readonly string[],
) => void;

function response(status: number, message: string, payload: string): Uint8Array {
  const result = new peer.Response();
  result.setStatus(status);
  result.setMessage(message);
  result.setPayload(Buffer.from(payload));
  return result.serializeBinary();
}

/** What it does when it is asked to: each is one way in which chaincode can fail, or answer. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  respond: ({ request, stream }, [status = '200', message = '', payload = '']) => {
    stream.write(
      replyTo(request, { type: Type.COMPLETED, payload: response(Number(status), message, payload) }),
    );
  },
  crash: ({ stream }) => {
    stream.end();
  },
  hang: () => undefined,
  garbage: ({ stream }) => {
    stream.write(Uint8Array.of(0x0a, 0x7f, 0x01));
  },
  error: ({ request, stream }, [text = '']) => {
    stream.write(replyTo(request, { type: Type.ERROR, payload: Buffer.from(text) }));
  },
  malformed: ({ request, stream }) => {
    stream.write(replyTo(request, { type: Type.COMPLETED, payload: Uint8Array.of(0x0a, 0x7f, 0x01) }));
  },
  empty: ({ request, stream }) => {
    stream.write(replyTo(request, { type: Type.COMPLETED, payload: new Uint8Array() }));
  },
};

function play(request: peer.ChaincodeMessage, stream: FakeStream): void {
  if (request.getType() !== Type.TRANSACTION) {
    return;
  }
  const input = peer.ChaincodeInput.deserializeBinary(request.getPayload_asU8());
  const [name = '', ...args] = input.getArgsList_asU8().map((arg) => Buffer.from(arg).toString());
  const behaviour = behaviours[name] ?? behaviours['respond'];
  behaviour?.({ request, stream }, name in behaviours ? args : []);
}

/** Deploys a chaincode that speaks the shim's messages itself, and so can break every rule of theirs. */
export async function deployScripted(stage: Stage): Promise<void> {
  let packageId = '';
  const running = await startFakeChaincode({ packageId: () => packageId, onMessage: play });
  stage.onClose(() => {
    running.stop();
  });
  ({ packageId } = await packageChaincode({ label: 'scripted_1.0', address: running.address }));
  stage.labels.add(packageId, '<package>');
  await stage.network.deployChaincode({ name: 'scripted', address: running.address });
}
