export { bytesFromDatabase } from './document-reader';
export { documentToJson, findDocuments, type Document, type DocumentPage } from './find';
export { parseIndex, type IndexDefinition } from './index-definition';
export { escapeAsGo, objectToBytes, parseJson, sortMembers, type Json, type JsonObject } from './json';
export { parseQuery, type DocumentQuery } from './query';
export { bytesToDocument, type StoredDocument } from './stored-document';
