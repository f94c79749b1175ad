export { COLUMN_NAMES } from './columns';
export type { Cells, CellValue, RowForm } from './columns';
export { fileRowToReading } from './files/file-row';
export type { FileRow } from './files/file-row';
export { readCsv } from './files/read-csv';
export type { CsvOptions } from './files/read-csv';
export { readNdjson } from './files/read-ndjson';
export { receiveMqtt } from './mqtt/receive-mqtt';
export type { MqttMessage, MqttOptions, MqttReceiver } from './mqtt/receive-mqtt';
