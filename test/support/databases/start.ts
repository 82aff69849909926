import { startDatabases } from './databases.ts';

export default (run: { readonly maxWorkers: number }): Promise<void> => startDatabases(run.maxWorkers);
