import { offerDatabases } from './databases.ts';

export default offerDatabases;
