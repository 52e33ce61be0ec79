// Tables in CSV files (RFC 4180): columns of numbers become arrays, columns of labels become classes.
import { parse } from "csv-parse/sync";
import { arrayOf, type DType } from "../dtype.ts";
import { ArgumentError, FileError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { readBytes } from "../io/files.ts";
import { ArrayDataset } from "./array-dataset.ts";

export interface CsvOptions {
  /** The columns of numbers, by name. Default: all but the label. */
  readonly columns?: readonly string[];
  /** The column of labels. */
  readonly label?: string;
  /** The labels by class. Default: those of the file, sorted. */
  readonly classes?: readonly string[];
  /** What stands between values. Default: ",". */
  readonly delimiter?: string;
  /** Of the numbers. Default: float32. */
  readonly dtype?: DType;
  /** The names of the columns, where the file has no line with them. */
  readonly header?: readonly string[];
}

/** A table as arrays. */
export interface CsvTable {
  /** (rows, columns). */
  readonly features: HostArray;
  /** The class of each row, where a column of labels was named. */
  readonly labels: HostArray | null;
  readonly columns: readonly string[];
  /** The labels by class. */
  readonly classes: readonly string[];
  /** Items are [features, label], or [features] where there are no labels. */
  readonly dataset: ArrayDataset<readonly HostArray[]>;
}

/**
 * A CSV file (gzipped or plain) as arrays; see {@link parseCsv}.
 *
 * @throws FileError where it can't be read, or as {@link parseCsv}
 * @example
 * writeFileAtomic("runs/iris.csv", new TextEncoder().encode("length,kind\n5.1,setosa\n7,virginica\n"));
 * readCsv("runs/iris.csv", { label: "kind" }).classes; // ["setosa", "virginica"]
 */
export const readCsv = (path: string, options: CsvOptions = {}): CsvTable =>
  parseCsv(new TextDecoder().decode(readBytes(path)), options, path);

/**
 * A text in CSV as arrays: the first line has the names of the columns, values may be quoted, and a quote in a quoted value
 * is doubled.
 *
 * @param name what errors call the text
 * @throws FileError where a value is no number, a label is none of the classes, or a line has too few or too many values, with
 * the line; ArgumentError where there is no such column
 * @example
 * const table = parseCsv("width,height,kind\n1,2,cat\n3,4,dog\n5,6,cat\n", { label: "kind" });
 * table.features.shape; // [3, 2]
 * table.labels!.data; // [0, 1, 0]
 * table.dataset.at(1)[0]!.data; // [3, 4]
 */
export function parseCsv(text: string, options: CsvOptions = {}, name = "CSV text"): CsvTable {
  const { label, dtype = "float32", delimiter = ",", header } = options;
  const parsed = records(text, delimiter, name);
  const names = header ?? parsed.shift()?.record ?? [];
  const rows = parsed;
  if (rows.length === 0) throw new FileError(`${name}: there are no rows`);
  const indexOf = (column: string): number => {
    const index = names.indexOf(column);
    if (index < 0) throw new ArgumentError(`${name}: there is no column '${column}'; there are ${names.join(", ")}`);
    return index;
  };
  const columns = options.columns ?? names.filter((column) => column !== label);
  const picked = columns.map(indexOf);
  const data = new (arrayOf(dtype))(rows.length * picked.length);
  let at = 0;
  for (const { record, line } of rows)
    for (const column of picked) data[at++] = numberIn(record[column]!, `${name}: line ${line}: ${names[column]}`);
  const features: HostArray = { dtype, shape: [rows.length, picked.length], data };
  const { labels, classes } =
    label === undefined ? { labels: null, classes: [] } : classesIn(rows, indexOf(label), options.classes, name);
  const dataset = labels === null ? new ArrayDataset(features) : new ArrayDataset(features, labels);
  return { features, labels, columns, classes, dataset };
}

interface Row {
  readonly record: readonly string[];
  /** Where it ends, from 1. */
  readonly line: number;
}

function records(text: string, delimiter: string, name: string): Row[] {
  try {
    const rows = parse(text, { bom: true, delimiter, info: true, skipEmptyLines: true });
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    throw new FileError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function numberIn(value: string, place: string): number {
  const x = value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isNaN(x) && value.trim().toLowerCase() !== "nan")
    throw new FileError(
      `${place} is '${value}', which is no number; leave the column out with { columns }, or write nan`,
    );
  return x;
}

function classesIn(rows: readonly Row[], column: number, given: readonly string[] | undefined, name: string) {
  const classes = given ?? [...new Set(rows.map(({ record }) => record[column]!))].sort();
  const numbers = new Map(classes.map((value, i) => [value, i]));
  const data = Int32Array.from(rows, ({ record, line }) => {
    const number = numbers.get(record[column]!);
    if (number === undefined)
      throw new FileError(`${name}: line ${line}: '${record[column]}' is none of the classes ${classes.join(", ")}`);
    return number;
  });
  return { labels: { dtype: "int32", shape: [rows.length], data } as HostArray, classes };
}
