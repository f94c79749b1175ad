import { LIMITS } from '../limits';
import { Field, listOf, OptionalField } from '../validation/field';
import { digest, ledgerKey, mspId, ref } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { integer, text } from '../validation/rule';

/** A place of a company's directory: UN/LOCODE or airport code, name, WGS 84 coordinates in 10⁻⁶ degrees where they are known. */
export class Place {
  /** Code of the place: an UN/LOCODE, or an IATA code of an airport. */
  @Field(placeCode) code!: string;
  /** Name of the place, for people. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** Degrees north, in millionths. */
  @OptionalField(integer(-90_000_000, 90_000_000)) latitudeE6?: number;
  /** Degrees east, in millionths. */
  @OptionalField(integer(-180_000_000, 180_000_000)) longitudeE6?: number;
}

/** Body of `company.places`. */
export class CompanyPlaces {
  /** The places. */
  @Field(listOf(() => Place, { min: 1, max: LIMITS.placesMax })) places!: Place[];
}

/** `company:RegisterPlaces`: adds places to the calling company's directory. */
export class PlaceRegistration extends CompanyPlaces {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}

/** `company:GetPlace`. */
export class PlaceRequest {
  /** MSP id of the company whose directory it is. */
  @Field(mspId) mspId!: string;
  /** Code of the place: an UN/LOCODE, or an IATA code of an airport. */
  @Field(placeCode) code!: string;
}

/** A place as a company's directory has it. */
export class PlaceRecord extends Place {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
