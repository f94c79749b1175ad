export * from './registration';
export * from './rule';
export * from './rule-syntax';
export * from './rule-policy';
export * from './place';
export * from './facts';
export * from './life';
export * from './judges';
