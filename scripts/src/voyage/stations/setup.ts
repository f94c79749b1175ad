import { companies, companyRoles, programme, type CompanyRole } from '../companies';
import { chunksOf } from '../concurrent';
import type { Airport } from '../input/airports';
import type { Clients } from '../network';
import { currency, firstTerms, validityDays, type VoyageTerms } from '../terms';
import { note, type Voyage } from '../voyage';

/** Where the forwarder's example leg starts and ends. */
export const kouvola: Airport = { code: 'FIKVL', name: 'Kouvola', latitude: 60.868, longitude: 26.704 };
export const helsinki: Airport = {
  code: 'HEL',
  name: 'Helsinki-Vantaa',
  latitude: 60.317,
  longitude: 24.963,
};

const placesPerBulk = 200;
const degreeE6 = 1_000_000;

/** Who names places: the operator and the consignor of what moves, and the retailer where it is delivered. */
const placeKeepers: readonly CompanyRole[] = ['forwarder', 'airline', 'retailer'];

function usedPlaces({ flights, airports }: Pick<Voyage, 'flights' | 'airports'>): Airport[] {
  const codes = new Set(flights.flatMap(({ origin, destination }) => [origin, destination]));
  const used = [...codes].map((code) => {
    const airport = airports.get(code);
    if (airport === undefined) {
      throw new RangeError(`no airport ${code}`);
    }
    return airport;
  });
  return [kouvola, helsinki, ...used];
}

/** Version `version` of the airline's terms, as a request. */
export function termsRequest(terms: VoyageTerms, version: number) {
  return {
    programme,
    version,
    milliPointsPerKm: terms.milliPointsPerKm,
    compensation: [...terms.compensation],
    validityDays,
    pointValue: { currency, minorPer1000Points: terms.minorPer1000Points },
    partners: [companies.caterer.mspId],
  };
}

/** Admins register their companies, rules and terms; the ERPs register the places that they use. */
export async function setUp(voyage: Voyage, admins: Clients): Promise<void> {
  const places = usedPlaces(voyage);
  const bulks = chunksOf(places, placesPerBulk);
  const step = voyage.progress.step({
    name: 'companies, rules, places, terms',
    total: companyRoles.length + bulks.length * placeKeepers.length + 2,
  });
  for (const role of companyRoles) {
    const { name, gln, jurisdiction } = companies[role];
    note(voyage, await admins[role].companies.register({ name, gln, jurisdiction }));
    step.advance();
  }
  note(
    voyage,
    await admins.forwarder.companies.setRule({
      assetType: 'shipment',
      version: 0,
      rule: "AND('{self}', OR('{custodian}', '{consignee}'))",
    }),
  );
  step.advance();
  note(voyage, await admins.airline.loyalty.setTerms(termsRequest(firstTerms, 0)));
  step.advance();
  for (const role of placeKeepers) {
    for (const [index, bulk] of bulks.entries()) {
      const registered = await voyage.clients[role].companies.registerPlaces({
        ref: `places-${index}`,
        places: bulk.map(({ code, name, latitude, longitude }) => ({
          code,
          name,
          latitudeE6: Math.round(latitude * degreeE6),
          longitudeE6: Math.round(longitude * degreeE6),
        })),
      });
      note(voyage, registered);
      step.advance();
    }
  }
  step.done();
}
