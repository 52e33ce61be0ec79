// Reductions of blocks. Floats are joined in double where joining rounds, in many lanes at a time and then pairwise, so a
// sum is as good as the last rounding to float32.
#include <algorithm>

#include "meaning.h"
#include "parts.h"

namespace needle::NEEDLE_ISA {

template <DType dtype> using Accumulator = std::conditional_t<isFloat(dtype), double, Lane<dtype>>;

/** One row. W: what is joined. */
template <Opcode row, class W, class T> inline W foldRow(const T* a, long n) {
  constexpr long width = 256 / sizeof(W); // four vectors of 64 bytes
  W lanes[width];
  long used = std::min(n, width), i = used;
  for (long k = 0; k < used; k++) lanes[k] = a[k];
  for (; i + width <= n; i += width)
    for (long k = 0; k < width; k++) lanes[k] = meaning<row>(lanes[k], W(a[i + k]));
  for (long k = 0; k < n - i; k++) lanes[k] = meaning<row>(lanes[k], W(a[i + k]));
  for (; used > 1; used = (used + 1) / 2)
    NEEDLE_INDEPENDENT
    for (long k = 0; k < used / 2; k++) lanes[k] = meaning<row>(lanes[k], lanes[k + (used + 1) / 2]);
  return lanes[0];
}

template <Opcode row, DType dtype> void foldAlong(void* accumulators, const void* from, long rows, long length) {
  using T = Lane<dtype>;
  using W = std::conditional_t<joining<row> == Joining::exactly, T, Accumulator<dtype>>;
  auto* to = static_cast<Accumulator<dtype>*>(accumulators);
  auto* a = static_cast<const T*>(from);
  if (length <= 16 && rows >= 8) { // vectors of rows
    for (long k = 0; k < length; k++)
      for (long r = 0; r < rows; r++) to[r] = meaning<row>(to[r], Accumulator<dtype>(a[r * length + k]));
    return;
  }
  if (length > 0)
    for (long r = 0; r < rows; r++)
      to[r] = meaning<row>(to[r], Accumulator<dtype>(foldRow<row, W>(a + r * length, length)));
}

template <Opcode row, DType dtype> void foldAcross(void* accumulators, const void* from, long n) {
  auto* to = static_cast<Accumulator<dtype>*>(accumulators);
  auto* a = static_cast<const Lane<dtype>*>(from);
  NEEDLE_INDEPENDENT
  for (long i = 0; i < n; i++) to[i] = meaning<row>(to[i], Accumulator<dtype>(a[i]));
}

void addFolds(Blocks& blocks) {
  forEachDType([&]<DType dtype>() {
    forEachOpcode([&]<int opcode>() {
      if constexpr (joining<Opcode(opcode)> != Joining::never)
        blocks.fold[opcode][int(dtype)] = {foldAlong<Opcode(opcode), dtype>, foldAcross<Opcode(opcode), dtype>};
    });
  });
}

} // namespace needle::NEEDLE_ISA
