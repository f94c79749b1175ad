export { WRITE_ONCE_POLICY } from '@kontti/model';
