import { expect } from 'chai';
import { KonttiError } from '../errors';
import { checkOptions } from '../options/check-options';
import { OBSERVE_OPTIONS } from './observe-options';

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('the options of observing', () => {
  it('take a logger that has more than is called, and name what is missing or wrong', () => {
    checkOptions(OBSERVE_OPTIONS, {
      logger: { ...logger, child: 1 },
      onRetry: () => undefined,
      telemetry: false,
    });
    const wrong: readonly (readonly [object, string])[] = [
      [{ logger: 1 }, 'observe.logger'],
      ...(['debug', 'info', 'warn', 'error'] as const).map(
        (level) => [{ logger: { ...logger, [level]: undefined } }, `observe.logger.${level}`] as const,
      ),
      [{ logger: { ...logger, warn: 1 } }, 'observe.logger.warn'],
      [{ onRetry: 1 }, 'observe.onRetry'],
      [{ onConnection: 1 }, 'observe.onConnection'],
      [{ telemetry: 'off' }, 'observe.telemetry'],
    ];
    for (const [options, option] of wrong) {
      expect(() => checkOptions(OBSERVE_OPTIONS, options, 'observe'), option)
        .to.throw(KonttiError)
        .with.nested.property('details.option', option);
    }
  });
});
