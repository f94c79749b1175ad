export * from './plan.js';
export * from './update.js';
export * from './record.js';
export * from './delay.js';
export * from './states.js';
export * from './facts.js';
export * from './life.js';
export * from './judges.js';
