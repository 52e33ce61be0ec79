// The pool of threads: every part runs once, what helpers wrote is seen afterwards, sleepers wake, and callers at the same
// time do not disturb each other. Meant to be built with -fsanitize=thread as well (`npm run sanitize`).
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "pool.h"

using needle::Pool;

namespace {

int mistakes = 0;
void check(bool good, const char* what) {
  if (good) return;
  mistakes++;
  std::printf("%s\n", what);
}

/** Adds 1 to a plain number for each part, so that a part that is missing, or runs twice, shows. */
void countParts(Pool& pool, int parts, const char* what) {
  std::vector<int> counts(parts);
  pool.run(parts, [&](int part) { counts[part]++; });
  for (int count : counts) check(count == 1, what);
}

/** Each part takes over what its neighbour wrote in the run before. */
void testOrder(Pool& pool) {
  const int parts = pool.threads(), turns = 100;
  std::vector<long> before(parts), after(parts);
  for (int turn = 0; turn < turns; turn++) {
    pool.run(parts, [&](int part) { after[part] = before[(part + 1) % parts] + 1; });
    std::swap(before, after);
  }
  for (long value : before) check(value == turns, "a run did not see what the one before wrote");
}

/** Longer pauses than the helpers' patience: they sleep, and have to wake. */
void testSleep(Pool& pool) {
  for (int turn = 0; turn < 5; turn++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
    countParts(pool, pool.threads(), "a part was missed after a sleep");
  }
}

void testCallers(Pool& pool) {
  std::atomic<long> total{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 3; caller++)
    callers.emplace_back([&] {
      for (int turn = 0; turn < 30; turn++) pool.run(pool.threads(), [&](int) { total++; });
    });
  for (std::thread& caller : callers) caller.join();
  check(total == 3 * 30 * pool.threads(), "callers at the same time: a part was missed or ran twice");
}

void testNested(Pool& pool) {
  std::atomic<int> total{0};
  pool.run(pool.threads(), [&](int) { pool.run(pool.threads(), [&](int) { total++; }); });
  check(total == pool.threads() * pool.threads(), "a run within a run");
}

}  // namespace

int main() {
  setenv("NEEDLE_THREADS", "3", 0);
  Pool& pool = Pool::shared();
  for (int turn = 0; turn < 10; turn++)
    for (int parts = 0; parts <= pool.threads(); parts++) countParts(pool, parts, "a part was missed or ran twice");
  testOrder(pool);
  testSleep(pool);
  testCallers(pool);
  testNested(pool);
  if (mistakes == 0) std::printf("%d threads: all well\n", pool.threads());
  return mistakes > 0;
}
