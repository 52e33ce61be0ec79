// A model of one node, Gemm, as a file of ONNX: protocol buffers (a tag, then a number or bytes with their length).

const varint = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
};
const number = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, new TextEncoder().encode(value));

const [float32, integer] = [1, 2]; // TensorProto.DataType, AttributeProto.AttributeType
const attribute = (name, value) => bytes(5, [...text(1, name), ...number(3, value), ...number(20, integer)]);
const value = (name, sizes) => {
  const shape = sizes.flatMap((size) => bytes(1, number(1, size)));
  const type = bytes(1, [...number(1, float32), ...bytes(2, shape)]);
  return [...text(1, name), ...bytes(2, type)];
};

/** `c` = `a` · `b`, of the shapes in which the operands are stored. */
export function gemmModel({ a, b, c, transposeLeft, transposeRight }) {
  const node = [
    ...text(1, "a"),
    ...text(1, "b"),
    ...text(2, "c"),
    ...text(4, "Gemm"),
    ...attribute("transA", transposeLeft),
    ...attribute("transB", transposeRight),
  ];
  const graph = [
    ...bytes(1, node),
    ...text(2, "product"),
    ...bytes(11, value("a", a)),
    ...bytes(11, value("b", b)),
    ...bytes(12, value("c", c)),
  ];
  const opset = number(2, 13);
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, opset)]);
}
