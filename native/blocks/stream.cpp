// Stores that go past the caches: an ordinary store fetches the line that it is about to overwrite, which costs as much as
// writing it. Worth it only for results that are too large to be found in a cache afterwards.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "parts.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace needle::NEEDLE_ISA {

#if defined(__AVX512F__)
using Vector = __m512i;
inline void streamOne(char* to, const char* from) { _mm512_stream_si512(reinterpret_cast<Vector*>(to), _mm512_loadu_si512(from)); }
#elif defined(__AVX2__)
using Vector = __m256i;
inline void streamOne(char* to, const char* from) {
  _mm256_stream_si256(reinterpret_cast<Vector*>(to), _mm256_loadu_si256(reinterpret_cast<const Vector*>(from)));
}
#elif defined(__SSE2__)
using Vector = __m128i;
inline void streamOne(char* to, const char* from) {
  _mm_stream_si128(reinterpret_cast<Vector*>(to), _mm_loadu_si128(reinterpret_cast<const Vector*>(from)));
}
#endif

#if defined(__SSE2__)
/** Whole vectors at addresses that fit; what is left at both ends takes the ordinary way. */
static void stream(void* memory, const void* lanes, long bytes) {
  constexpr long width = sizeof(Vector);
  auto* to = static_cast<char*>(memory);
  auto* from = static_cast<const char*>(lanes);
  const long before = std::min(bytes, long(-reinterpret_cast<std::uintptr_t>(to) & (width - 1)));
  std::memcpy(to, from, before);
  long i = before;
  for (; i + width <= bytes; i += width) streamOne(to + i, from + i);
  std::memcpy(to + i, from + i, bytes - i);
}
static void fence() { _mm_sfence(); }
#else
static void stream(void* memory, const void* lanes, long bytes) { std::memcpy(memory, lanes, bytes); }
static void fence() {}
#endif

void addStreams(Blocks& blocks) {
  blocks.stream = stream;
  blocks.fence = fence;
}

} // namespace needle::NEEDLE_ISA
