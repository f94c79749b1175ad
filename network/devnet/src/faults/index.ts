import '@kontti/fabric-protocol/clean-protobuf-globals';

export { faultLimits } from './limits';
export {
  type Fault,
  type FaultDescription,
  type Faults,
  type StreamKind,
  streamKinds,
  type WrongEndorsement,
} from './types';
