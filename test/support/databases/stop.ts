import { stopDatabases } from './databases.ts';

export default stopDatabases;
