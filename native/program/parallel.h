// Work in parts on the threads of the pool, with exceptions.
#pragma once
#include <exception>
#include <vector>

#include "../pool/pool.h"

namespace needle {

/** Calls work(part) for 0 ≤ part < parts, at the same time; throws the first exception in the order of parts. */
template <class Work>
void inParallel(int parts, Work work) {
  if (parts == 1) return work(0);
  std::vector<std::exception_ptr> thrown(parts);
  Pool::shared().run(parts, [&](int part) {
    try {
      work(part);
    } catch (...) {
      thrown[part] = std::current_exception();
    }
  });
  for (const std::exception_ptr& exception : thrown)
    if (exception) std::rethrow_exception(exception);
}

}  // namespace needle
