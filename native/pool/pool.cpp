#include "pool.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <system_error>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace needle {
namespace {

/** How long a helper spins before it sleeps: waking it takes some 50 µs. */
constexpr auto patience = std::chrono::microseconds(1500);

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
bool spinUntil(Ready ready) {
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
  for (int part = 1; part < count; part++) {
    helpers.push_back(std::make_unique<Helper>());
    try {
      std::thread([this, part] { help(*helpers[part - 1], part); }).detach();
    } catch (const std::system_error&) {
      helpers.pop_back();
      count = part;  // as many as the system allows
    }
  }
}

void Pool::spread(int parts, Function newFunction, void* newWork) {
  if (!started) {
    helpers.reserve(count);
    start();
  }
  function = newFunction;
  work = newWork;
  const int helping = std::min(parts, count) - 1;
  for (int i = 0; i < helping; i++) {
    Helper& helper = *helpers[i];
    helper.asked.fetch_add(1);
    if (helper.asleep.load()) helper.asked.notify_one();
  }
  function(work, 0);
  for (int part = helping + 1; part < parts; part++) function(work, part);
  for (int i = 0; i < helping; i++) {
    Helper& helper = *helpers[i];
    const unsigned asked = helper.asked.load(std::memory_order_relaxed);
    const auto isDone = [&] { return helper.done.load(std::memory_order_acquire) == asked; };
    while (!spinUntil(isDone)) std::this_thread::yield();
  }
}

void Pool::help(Helper& self, int part) {
  for (unsigned seen = 0;; seen++) {
    const auto isAsked = [&] { return self.asked.load(std::memory_order_acquire) != seen; };
    while (!spinUntil(isAsked)) {
      self.asleep.store(true);
      self.asked.wait(seen);
      self.asleep.store(false);
    }
    function(work, part);
    self.done.store(seen + 1, std::memory_order_release);
  }
}

}  // namespace needle
