// Functions of NumPy and PyTorch whose result has a shape that depends on data. A graph has all its shapes before anything
// is computed, so they are not here; this says what serves instead.
export const excluded = {
  nonzero: "its shape would depend on data; use where, or read data() and search there",
  argwhere: "its shape would depend on data; use where, or read data() and search there",
  maskedSelect: "its shape would depend on data; use where(mask, x, 0) and mask.sum(), or filter data()",
  unique: "its shape would depend on data; use sort, bincount, or new Set(await x.data())",
} as const;
