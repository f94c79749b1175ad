import { startToFirstAnswer } from './devnet-start';

void startToFirstAnswer();
