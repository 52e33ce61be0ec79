// Products of matrices as steps of a program: native/gemm multiplies, the interpreter of loops generates operands that are
// not simply stored, and runs what follows the sums, block by block while they are in cache.
#pragma once
#include "../gemm/gemm.h"
#include "lanes.h"

namespace needle {

/** What src/codegen/program/product.ts says of a product. */
struct Multiplication {
  DType dtype;
  gemm::Problem problem;
  /** Of an operand that is stored: finds the address of its first element. Else: writes its elements to blockMemory. */
  Nest left, right;
  /** Where the address is. */
  int leftPlace, rightPlace;
  /** Where the sums go: to blockMemory, which is scratch memory then, if they are not a result. */
  int outMemory;
  long outOffset;
  /** What becomes of the sums. */
  bool hasEnd;
  Nest end;
};

class Product {
 public:
  virtual ~Product() = default;
  virtual long scratchBytes() const = 0;
  virtual void run(const Blocks& blocks, const Bindings& bindings, char* scratch) const = 0;
};

/** Decides for a number of threads how it is computed. */
std::unique_ptr<Product> makeProduct(Multiplication, int threads);

}  // namespace needle
