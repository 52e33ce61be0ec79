// The table of one instruction set.
#include "parts.h"

namespace needle::NEEDLE_ISA {

const Blocks& blocks() {
  static const Blocks table = [] {
    Blocks blocks{};
    addMaps(blocks);
    addFolds(blocks);
    addTransfers(blocks);
    addStreams(blocks);
    return blocks;
  }();
  return table;
}

} // namespace needle::NEEDLE_ISA
