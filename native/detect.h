// Which of the compiled instruction sets this processor has: the best one, or what NEEDLE_CPU allows (avx512, avx2, generic).
#pragma once
#include "blocks/blocks.h"

namespace needle {

const Blocks& blocks();
/** Its name: avx512, avx2 or generic. */
const char* instructionSet();

}  // namespace needle
