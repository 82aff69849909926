import type { ComponentChildren } from 'preact';

export interface Column<T> {
  readonly title: string;
  readonly cell: (item: T) => ComponentChildren;
  readonly numeric?: boolean;
}

interface TableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** A row of its own below the item's. */
  readonly detail?: (item: T) => ComponentChildren;
}

/** The first column names the row. On narrow screens rows become cards. */
export function Table<T>({ caption, columns, items, keyOf, detail }: TableProps<T>) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, numeric }) => (
            <th key={title} scope="col" class={numeric ? 'numeric' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={keyOf(item)} columns={columns} item={item} detail={detail?.(item)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps<T> {
  readonly columns: readonly Column<T>[];
  readonly item: T;
  readonly detail: ComponentChildren;
}

function Row<T>({ columns, item, detail }: RowProps<T>) {
  const cells = columns.map(({ title, cell, numeric }, index) => {
    const className = numeric ? 'numeric' : '';
    return index === 0 ? (
      <th key={title} scope="row" class={className} data-title={title}>
        <span class="cell">{cell(item)}</span>
      </th>
    ) : (
      <td key={title} class={className} data-title={title}>
        <span class="cell">{cell(item)}</span>
      </td>
    );
  });
  return (
    <>
      <tr>{cells}</tr>
      {detail ? (
        <tr class="detail">
          <td colSpan={columns.length}>{detail}</td>
        </tr>
      ) : null}
    </>
  );
}
