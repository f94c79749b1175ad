import type { Devnet } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { type Fault, type Faults, type StreamKind, streamKinds } from '@kontti/devnet/faults';
import { textField, type ControlRoutes } from '../control/server';

type Body = Record<string, unknown>;

function invalid(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

function streamsField({ streams }: Body): readonly StreamKind[] {
  if (streams === undefined) return streamKinds;
  const kinds = Array.isArray(streams) ? streamKinds.filter((kind) => streams.includes(kind)) : [];
  if (kinds.length > 0) return kinds;
  throw invalid(`The streams are some of ${streamKinds.join(', ')}.`);
}

/** @throws NetworkError ARGUMENT_INVALID, COMPANY_UNKNOWN, OPTION_INVALID */
function startFault(faults: Faults, body: Body): Promise<Fault> {
  const kind = textField(body, 'kind');
  if (kind === 'orderer-down') return faults.ordererDown({ losesPending: body['losesPending'] === true });
  const mspId = textField(body, 'mspId');
  switch (kind) {
    case 'company-down':
      return faults.companyDown({ mspId });
    case 'slow-endorser':
      return faults.slowEndorser({ mspId, delayMs: Number(body['delayMs']) });
    case 'wrong-endorser': {
      const wrong = textField(body, 'wrong');
      if (wrong === 'results' || wrong === 'signature') return faults.wrongEndorser({ mspId, wrong });
      throw invalid('An endorser is wrong about its results or its signature.');
    }
    case 'cached-json':
      return faults.cachedJson({ mspId });
    case 'dropped-streams':
      return faults.droppedStreams({ mspId, streams: streamsField(body) });
    default:
      throw invalid(`There is no fault ${kind}.`);
  }
}

const toPlain = ({ id, description }: Fault): Body => ({ id, ...description });

/** The faults of a devnet over its control endpoint. */
export function faultRoutes({ faults }: Pick<Devnet, 'faults'>): ControlRoutes {
  return {
    'GET /faults': () => Promise.resolve({ faults: faults.active.map(toPlain) }),
    'POST /faults': async (body) => toPlain(await startFault(faults, body)),
    'POST /faults/end': async ({ id }) => {
      const ending = faults.active.filter((fault) => id === undefined || fault.id === id);
      if (ending.length === 0 && id !== undefined) throw invalid(`There is no fault ${JSON.stringify(id)}.`);
      for (const fault of ending) await fault.end();
      return { ended: ending.map((fault) => fault.id) };
    },
    'POST /faults/restart': async (body) => {
      await faults.restart({ mspId: textField(body, 'mspId') });
      return {};
    },
  };
}
