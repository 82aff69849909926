/** Reads a Parquet file by another library than the one that writes it, back into the cells of its CSV. */
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { formatAmount, MICROS_PER_UNIT } from '../../shared/domain/money.ts';

export interface ParquetContent {
  /** The columns, without the root. */
  readonly schema: readonly SchemaElement[];
  readonly rowGroups: readonly number[];
  readonly rows: readonly Record<string, string>[];
}

export async function readParquet(file: Uint8Array): Promise<ParquetContent> {
  const buffer = new Uint8Array(file).buffer;
  const metadata = parquetMetadata(buffer);
  const read: Record<string, unknown>[] = await parquetReadObjects({ file: buffer, metadata });
  const schema = metadata.schema.slice(1);
  return {
    schema,
    rowGroups: metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    rows: read.map((row) =>
      Object.fromEntries(schema.map((element) => [element.name, cellOf(element, row[element.name])])),
    ),
  };
}

function cellOf({ converted_type }: SchemaElement, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  // The library returns a decimal as the nearest floating-point number: one of the micros is nearest to it.
  if (converted_type === 'DECIMAL') return formatAmount(Math.round(Number(value) * MICROS_PER_UNIT));
  return String(value);
}
