import { LIMITS } from '../limits';
import { Field, listOf, OptionalField } from '../validation/field';
import { digest, ledgerKey, mspId, ref } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { integer, text } from '../validation/rule';

/** A place of a company's directory: UN/LOCODE or airport code, name, WGS 84 coordinates in 10⁻⁶ degrees where they are known. */
export class Place {
  @Field(placeCode) code!: string;
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  @OptionalField(integer(-90_000_000, 90_000_000)) latitudeE6?: number;
  @OptionalField(integer(-180_000_000, 180_000_000)) longitudeE6?: number;
}

/** Body of `company.places`. */
export class CompanyPlaces {
  @Field(listOf(() => Place, { min: 1, max: LIMITS.placesMax })) places!: Place[];
}

/** `company:RegisterPlaces`: adds places to the calling company's directory. */
export class PlaceRegistration extends CompanyPlaces {
  @Field(ref) ref!: string;
}

/** `company:GetPlace`. */
export class PlaceRequest {
  @Field(mspId) mspId!: string;
  @Field(placeCode) code!: string;
}

/** A place as a company's directory has it. */
export class PlaceRecord extends Place {
  @Field(mspId) mspId!: string;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
