import { COMPANY_FACTS } from './company/facts';
import { LOT_FACTS } from './lot/facts';
import { LOYALTY_FACTS } from './loyalty/facts';
import { PRODUCT_FACTS } from './product/facts';
import { READING_FACTS } from './reading/facts';
import { RECORD_FACTS } from './record/facts';
import { SHIPMENT_FACTS } from './shipment/facts';
import { TRANSPORT_FACTS } from './transport/facts';

/** Every type of fact, by subject. A new type is added to its subject's folder alone. */
export const FACT_DEFINITIONS = [
  ...COMPANY_FACTS,
  ...TRANSPORT_FACTS,
  ...SHIPMENT_FACTS,
  ...READING_FACTS,
  ...LOYALTY_FACTS,
  ...LOT_FACTS,
  ...PRODUCT_FACTS,
  ...RECORD_FACTS,
] as const;
