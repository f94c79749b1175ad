import { checkOptions, missingOption, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { text } from '../options/rules';

/** What a batch is about: a shipment, a site or an agreement. */
export interface BatchSubject {
  /** Id of the shipment that the readings are about; one of the three is given. */
  readonly shipmentId?: string;
  /** Id of the site that the readings are about. */
  readonly siteId?: string;
  /** Id of the deal that the agreement is which the readings are about, e.g. a lease. */
  readonly agreementId?: string;
  /** The shipment's container or ULD; a batch may leave it out. */
  readonly container?: string;
}

const NAMES = ['shipmentId', 'siteId', 'agreementId'] as const;
const BATCH_SUBJECT: OptionRules<BatchSubject> = {
  shipmentId: text,
  siteId: text,
  agreementId: text,
  container: text,
};

/** @throws OPTIONS_INVALID unless one thing is named */
export function checkSubject(subject: BatchSubject): void {
  checkOptions(BATCH_SUBJECT, subject, 'subject');
  const named = NAMES.filter((name) => subject[name] !== undefined);
  if (named.length === 0) throw missingOption('subject.shipmentId');
  if (named.length > 1) {
    throw optionError({ option: `subject.${named[1]}`, rule: 'absent beside another subject' });
  }
}

/** The members of a batch's header that say what it is about. */
export function subjectToHeader({ shipmentId, siteId, agreementId, container }: BatchSubject) {
  return {
    ...(container === undefined ? {} : { container }),
    ...(shipmentId === undefined ? {} : { shipment: shipmentId }),
    ...(siteId === undefined ? {} : { site: siteId }),
    ...(agreementId === undefined ? {} : { agreement: agreementId }),
  };
}

/** True for two that name the same. */
export function isSameSubject(a: BatchSubject | undefined, b: BatchSubject): boolean {
  return a !== undefined && subjectName(a) === subjectName(b);
}

/** A text that no other subject has, and no id of a device: those have no space. */
export function subjectName({ shipmentId, siteId, agreementId, container }: BatchSubject): string {
  return [shipmentId, siteId, agreementId, container].map((each) => each ?? '').join(' ');
}
