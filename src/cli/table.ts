// A table that grows row by row while a computation runs: for people aligned columns, for programs one JSON object a line.

/** A column: the row's field that it shows, its title, and how many digits after the point (whole numbers: 0). */
export interface Column<Row> {
  readonly field: keyof Row & string;
  readonly title: string;
  readonly digits: number;
}

/** How a {@link Table} writes. */
export interface TableOptions {
  /** One JSON object per row, with `event` in front, instead of text. */
  readonly json?: boolean;
  /** Gets each line; console.log by default. */
  readonly print?: (line: string) => void;
}

/**
 * Prints the titles with the first row, and each row when it comes.
 *
 * @example
 * const table = new Table([{ field: "epoch", title: "Epoch", digits: 0 }]);
 * table.row({ epoch: 0 });
 * // | Epoch |
 * // |     0 |
 */
export class Table<Row extends { readonly [K in keyof Row]: number }> {
  readonly #columns: readonly Column<Row>[];
  readonly #json: boolean;
  readonly #print: (line: string) => void;
  #begun = false;

  constructor(columns: readonly Column<Row>[], { json = false, print = console.log }: TableOptions = {}) {
    this.#columns = columns;
    this.#json = json;
    this.#print = print;
  }

  /** Prints one row; numbers are right-aligned below their titles. */
  row(values: Row): void {
    if (this.#json) {
      this.#print(JSON.stringify({ event: "epoch", ...values }));
      return;
    }
    if (!this.#begun) this.#line(this.#columns.map(({ title }) => title));
    this.#begun = true;
    this.#line(this.#columns.map(({ field, title, digits }) => values[field].toFixed(digits).padStart(title.length)));
  }

  #line(cells: readonly string[]): void {
    this.#print(`| ${cells.join(" | ")} |`);
  }
}
