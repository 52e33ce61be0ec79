// What the parts of the table have in common.
#pragma once
#include <type_traits>
#include <utility>

#include "blocks.h"

namespace needle::NEEDLE_ISA {

constexpr bool isFloat(DType dtype) { return dtype == DType::float32 || dtype == DType::float64; }

/** Chosen by a dtype: one type each for float32, float64, uint32, int32, bytes. */
template <DType dtype, class F32, class F64, class U32, class I32, class Byte>
using ByDType = std::conditional_t<
    dtype == DType::float32, F32,
    std::conditional_t<dtype == DType::float64, F64,
                       std::conditional_t<dtype == DType::uint32, U32, std::conditional_t<dtype == DType::int32, I32, Byte>>>>;
template <DType dtype> using Lane = ByDType<dtype, float, double, std::uint32_t, std::int32_t, std::int32_t>;
template <DType dtype> using InMemory = ByDType<dtype, float, double, std::uint32_t, std::int32_t, std::uint8_t>;

template <class F> void forEachDType(F f) {
  [&]<std::size_t... dtype>(std::index_sequence<dtype...>) {
    (f.template operator()<DType(dtype)>(), ...);
  }(std::make_index_sequence<dtypeCount>());
}
template <class F> void forEachOpcode(F f) {
  [&]<std::size_t... opcode>(std::index_sequence<opcode...>) {
    (f.template operator()<int(opcode)>(), ...);
  }(std::make_index_sequence<opcodeCount>());
}

void addMaps(Blocks& blocks);
void addFolds(Blocks& blocks);
void addTransfers(Blocks& blocks);
void addStreams(Blocks& blocks);

} // namespace needle::NEEDLE_ISA
