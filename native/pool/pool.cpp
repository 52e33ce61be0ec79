#include "pool.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <thread>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace needle {
namespace {

/** How long a helper spins before it sleeps: waking it takes some 50 µs. */
constexpr auto patience = std::chrono::microseconds(1500);
/** How long a caller spins for the last parts before it offers its processor. */
constexpr auto briefly = std::chrono::microseconds(20);

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

int wantedThreads() {
  const char* text = std::getenv("NEEDLE_THREADS");
  const int wanted = text == nullptr ? 0 : std::atoi(text);
  if (wanted > 0) return std::min(wanted, 256);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/** Spins until `ready`, with a look at the clock now and then; false when patience is over. */
template <class Ready>
bool spinUntil(Ready ready, std::chrono::microseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    for (int i = 0; i < 64; i++) {
      if (ready()) return true;
      pause();
    }
    if (std::chrono::steady_clock::now() > end) return false;
  }
}

}  // namespace

Pool& Pool::shared() {
  static Pool* pool = new Pool(wantedThreads());  // never destroyed: helpers may run until the very end
  return *pool;
}

void Pool::start() {
  started = true;
  for (int i = 1; i < count; i++) {
    try {
      std::thread([this] { help(); }).detach();
    } catch (const std::system_error&) {
      count = i;  // as many as the system allows
    }
  }
}

void Pool::spread(int parts, Function newFunction, void* newWork) {
  if (!started) start();
  function = newFunction;
  work = newWork;
  finished.store(0, std::memory_order_relaxed);
  const unsigned mine = number.load(std::memory_order_relaxed) + 1;
  ticket.store(std::uint64_t(mine) << 32 | std::uint64_t(parts) << 16);
  number.store(mine);
  if (asleep.load() > 0) parts > 2 ? number.notify_all() : number.notify_one();
  takeParts(mine);
  const auto isDone = [&] { return finished.load(std::memory_order_acquire) == parts; };
  while (!spinUntil(isDone, briefly)) std::this_thread::yield();
}

void Pool::takeParts(unsigned mine) {
  std::uint64_t now = ticket.load(std::memory_order_acquire);
  for (;;) {
    const int part = now & 0xffff, parts = now >> 16 & 0xffff;
    if (now >> 32 != mine || part == parts) return;
    if (!ticket.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    function(work, part);
    finished.fetch_add(1, std::memory_order_acq_rel);
    now = ticket.load(std::memory_order_acquire);
  }
}

void Pool::help() {
  for (unsigned seen = 0;;) {
    const auto isNew = [&] { return number.load(std::memory_order_acquire) != seen; };
    while (!spinUntil(isNew, patience)) {
      asleep.fetch_add(1);
      number.wait(seen);
      asleep.fetch_sub(1);
    }
    seen = number.load(std::memory_order_acquire);
    takeParts(seen);
  }
}

}  // namespace needle
