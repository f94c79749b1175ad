import { COMPANY_FACTS } from './company/facts.js';
import { LOYALTY_FACTS } from './loyalty/facts.js';
import { READING_FACTS } from './reading/facts.js';
import { SHIPMENT_FACTS } from './shipment/facts.js';
import { TRANSPORT_FACTS } from './transport/facts.js';

/** Every type of fact, by subject. A new type is added to its subject's folder alone. */
export const FACT_DEFINITIONS = [
  ...COMPANY_FACTS,
  ...TRANSPORT_FACTS,
  ...SHIPMENT_FACTS,
  ...READING_FACTS,
  ...LOYALTY_FACTS,
] as const;
