export default async ({ ort, backend, gemmModel }, inputs) => {
  const { a, b, rows, inner, columns, copies, transposeLeft, transposeRight, threads } = inputs;
  const shapes = {
    a: transposeLeft ? [inner, rows] : [rows, inner],
    b: transposeRight ? [columns, inner] : [inner, columns],
    c: [rows, columns],
  };
  if (backend === "wasm") ort.env.wasm.numThreads = threads;
  const options = { intraOpNumThreads: threads, executionProviders: [backend] };
  const session = await ort.InferenceSession.create(gemmModel({ ...shapes, transposeLeft, transposeRight }), options);
  const part = (data, shape, i) => {
    const size = shape[0] * shape[1];
    return new ort.Tensor("float32", data.subarray(i * size, (i + 1) * size), shape);
  };
  const feeds = Array.from({ length: copies }, (_, i) => ({ a: part(a, shapes.a, i), b: part(b, shapes.b, i) }));
  let c;
  const step = async () => {
    for (const feed of feeds) ({ c } = await session.run(feed));
    return c;
  };
  return { step, values: (result) => [result.data.at(-1)] };
};
