export * from './bodies.js';
export * from './fact.js';
export * from './keys.js';
export * from './vouchers.js';
export * from './codec.js';
export * from './fact-record.js';
export * from './seal-collections.js';
