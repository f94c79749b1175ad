export { codeToRemedy } from '../gateway/chaincode-remedies';
