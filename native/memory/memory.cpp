#include "memory.h"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace needle {

void keepFreedMemory() {
#if defined(__GLIBC__)
  constexpr int most = 512 << 20;  // what is free at the end of the heap; beyond it, the system has it back at once
  mallopt(M_TRIM_THRESHOLD, most);
  mallopt(M_MMAP_MAX, 0);  // large pieces come from the heap as well: mappings of their own would be undone when freed
#endif
}

void releaseFreedMemory() {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

void useLargePages(void* memory, std::size_t bytes) {
#if defined(__linux__)
  constexpr std::uintptr_t page = 2 << 20;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t first = (begin + page - 1) / page * page, end = (begin + bytes) / page * page;
  if (first < end) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#else
  static_cast<void>(memory), static_cast<void>(bytes);
#endif
}

}  // namespace needle
