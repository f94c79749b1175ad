export * from './registry';
export * from './codec';
