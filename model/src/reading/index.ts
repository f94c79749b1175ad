export * from './submission.js';
