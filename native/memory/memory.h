// Memory of tensors is that of ArrayBuffers: V8 frees them even inside a synchronous loop, which no finalizer of ours could.
// V8 takes them from the allocator of the C library, so that one has to be the pool.
#pragma once
#include <cstddef>

namespace needle {

/** Has the C library keep what is freed for the next tensor: fresh pages cost several times what filling them costs. */
void keepFreedMemory();

/** Gives what is kept and not used back to the system. */
void releaseFreedMemory();

/** Has the system back large memory with large pages, where it can: fewer page faults, and fewer misses of the TLB. */
void useLargePages(void* memory, std::size_t bytes);

}  // namespace needle
