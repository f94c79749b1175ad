export * from './plan';
export * from './update';
export * from './record';
export * from './delay';
export * from './states';
export * from './facts';
export * from './life';
export * from './judges';
