// Preloaded into chaincode processes. A chaincode keeps nothing between transactions, and a network runs one for each company: the
// heap grows by three fifths before it is collected instead of doubling. With less, large arguments have it collected all the time. V8
// warns of a flag that it does not know, and goes on.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--heap-growing-percent=60');
