/** A mapping of a stream to a function as the template has it, for tests of the local streams. */
import type { MappingDefinition } from '../../infra/local/template/deployment.ts';

export const MAPPING: MappingDefinition = {
  id: 'Mapping',
  FunctionName: 'reader',
  EventSourceArn: 'stream',
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 1,
  MaximumRecordAgeInSeconds: -1,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  FilterCriteria: { Filters: [] },
  DestinationConfig: { OnFailure: { Destination: 'queue' } },
};
