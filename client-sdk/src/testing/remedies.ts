export { codeToRemedy, infoToWords } from '../gateway/chaincode-remedies';
