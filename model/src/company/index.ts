export * from './registration.js';
export * from './rule.js';
export * from './place.js';
export * from './device.js';
