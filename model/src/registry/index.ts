export * from './registry.js';
export * from './codec.js';
