import '@kontti/fabric-protocol/clean-protobuf-globals';

export type { DeterminismReport, DeterminismRow, Difference } from './determinism';
export type { MatrixCell, PolicyMatrix } from './policy-matrix';
